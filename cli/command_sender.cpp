#include "cli/command_sender.hpp"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <stdexcept>

#include "events/refusals.hpp"
#include "events/secrets.hpp"
#include "services/security/access_view.hpp"
#include "shared/access/grants.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/eventing/rules.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/read.hpp"
#include "shared/schema/schema.hpp"

namespace andvari::cli {
namespace {
constexpr std::chrono::seconds patience{10};
constexpr std::string_view actor = "system:operator";

struct Reason {
    std::string code, reason;
};
// Refusals of different contexts name what they are about in different ways; code and reason all have.
std::string told_by(const std::string& body) {
    Reason reason;
    json::Document document;
    document.parse(body).each_member(&reason, [](void* context, std::string_view name, json::Value value) {
        auto& r = *static_cast<Reason*>(context);
        if (name == "code") r.code = value.string();
        else if (name == "reason") r.reason = value.string();
    });
    return fmt::format("refused: {} ({})", reason.reason, reason.code);
}
}  // namespace

CommandSender::CommandSender(const Attached& attached) : attached_{attached} {
    if (!attached.running()) throw std::runtime_error{"Andvari does not run on this data folder; start it by `andvari up`"};
    const auto keep = [this](bus::Message message) {
        const std::lock_guard lock{mutex_};
        answers_[std::string{message.subject()}] = {std::string{message.header("ce-type")}, std::string{message.body()}};
        came_.notify_all();
    };
    outcomes_ = attached.bus()->subscribe("ans.*", keep);
    replies_ = attached.bus()->subscribe("ans.secret.*", keep);
}

void CommandSender::send(const std::string& key, std::string_view type, std::string body) {
    // It would end in the dead letters, and have no outcome.
    if (const auto mistake = schema::check(type, body))
        throw std::invalid_argument{"this cannot be asked for: " + mistake->text()};
    eventing::Envelope envelope;
    envelope.id = envelope.correlation = new_id();
    envelope.type = type;
    envelope.time = Instant::now();
    envelope.actor = actor;
    envelope.place.source = "operator";
    const auto subject = fmt::format("cmd.{}.{}.{}", eventing::subject_token(type, 1), key, eventing::verb_of_type(type));
    publish(subject, envelope.id, eventing::to_headers(envelope), std::move(body));
    const auto answer = wait_for("ans." + envelope.id);
    if (is_refusal(answer.type)) throw std::runtime_error{told_by(answer.body)};
}

std::string CommandSender::ask_desk(std::string_view verb, std::string body) {
    const auto db = store::open(attached_.location(), "view_access", store::Durability::relaxed, store::Access::read_only);
    const auto ring = security::AccessView::ring(*db);
    const auto desk = ring ? crypto::SealingKey::parse(ring->sealing) : std::nullopt;
    if (!desk) throw std::runtime_error{"the desk has not published its key yet; try again"};
    const auto own = crypto::OpeningKey::generate();
    secrets::Request request;
    request.id = new_id();
    request.reply_key = own.sealing().text();
    request.grants = to_text(Grants{0, PermissionSet::all()});
    request.device = "andvari";
    request.body = std::move(body);
    publish(fmt::format("secret.auth.{}", verb), request.id, {}, crypto::seal_to(*desk, json::write(request)));
    const auto opened = crypto::open_sealed(own, wait_for("ans.secret." + request.id).body);
    const auto reply = opened ? json::read<secrets::Reply>(opened->view()) : json::Mistake{"", "cannot be opened"};
    if (!reply) throw std::runtime_error{"the desk's answer cannot be read: " + reply.error().text()};
    if (reply->code) throw std::runtime_error{fmt::format("refused: {} ({})", reply->reason.value_or(""), *reply->code)};
    return reply->body.value_or("");
}

void CommandSender::publish(const std::string& subject, const std::string& id, bus::Headers headers, std::string body) {
    const auto stored = std::make_shared<std::promise<std::string>>();
    auto refusal = stored->get_future();
    const auto publisher = bus::make_publisher(attached_.bus());
    publisher->publish(
        subject, id, std::move(headers), std::move(body), [stored](const bus::Stored&) { stored->set_value({}); },
        [stored](std::string_view reason) { stored->set_value(std::string{reason}); });
    publisher->flush();
    if (refusal.wait_for(patience) != std::future_status::ready)
        throw std::runtime_error{"the bus does not take the command; try again"};
    if (const auto reason = refusal.get(); !reason.empty()) throw std::runtime_error{"the bus refuses the command: " + reason};
}

CommandSender::Answer CommandSender::wait_for(const std::string& subject) {
    std::unique_lock lock{mutex_};
    if (!came_.wait_for(lock, patience, [&] { return answers_.contains(subject); }))
        throw std::runtime_error{
            "no answer came in time; whether it has an effect, the record tells: `acts` of users and of instruments"};
    return answers_.at(subject);
}

}  // namespace andvari::cli

// Everything that is held on a person, as one JSON document, written page by page as the reader takes it.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/export_sections.hpp"
#include "gateway/api/people.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using portfolio::AccountsView;
using security::AccessView;

constexpr std::int64_t most_accounts = 100'000;
// Beyond this much that the reader has not taken, the rest waits in the read models.
constexpr std::size_t enough = 256 * 1024;
constexpr std::chrono::seconds checked_again_after{1};

class Export : public std::enable_shared_from_this<Export> {
public:
    Export(Call& call) : worker_{call.worker}, caller_{call.caller}, timing_{call.timing} {}

    std::optional<Problem> start(Call& call) {
        const auto access = worker_.models.open(Model::access);
        if (!access) return access.error();
        const auto accounts = worker_.models.open(Model::accounts);
        if (!accounts) return accounts.error();
        const auto row = AccessView::user(**access, caller_->user);
        if (!row) return not_found("user");
        sections_ = export_sections(worker_, caller_, AccountsView::ids_of(**accounts, caller_->actor, most_accounts));
        worker_.submissions.insert(shared_from_this());
        worker_.backend.meters.count(timing_, 200);
        call.response->add("Content-Disposition", "attachment; filename=\"andvari-export.json\"");
        const auto on_gone = [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->finish();
        };
        const auto on_drained = [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->go_on();
        };
        stream_ = call.later()->stream(*call.response, on_gone, on_drained);
        stream_->send("{\"exported_at\":\"" + Instant::now().text() +
                      "\",\"profile\":" + json::write(shown(*row, worker_.persons)) +
                      ",\"preferences\":" + json::write(preferences_of(*row, worker_.persons)));
        go_on();
        return std::nullopt;
    }

private:
    /// One page, and then the others' turn.
    void go_on() {
        if (!stream_ || posted_ || stream_->unsent() >= enough) return;
        posted_ = true;
        if (!write_page()) return finish();
        worker_.loop.post([weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self) return;
            self->posted_ = false;
            self->go_on();
        });
    }

    /// False after the last. What ends early lacks its last member, and is no JSON.
    bool write_page() {
        if (!still_good()) return false;
        if (sections_.empty()) {
            stream_->send((name_.empty() ? "" : "]") + std::string{",\"complete\":true}"});
            return false;
        }
        const auto& section = sections_.front();
        const auto rows = section.read(cursor_);
        if (!rows) return false;
        std::string out;
        if (section.name != name_) {
            out.append(name_.empty() ? "" : "]").append(",\"").append(section.name).append("\":[");
            name_ = section.name;
            first_ = true;
        }
        for (const auto& item : rows->items) {
            if (!std::exchange(first_, false)) out.append(1, ',');
            out.append(item);
        }
        if (!out.empty() && !stream_->send(out)) return false;
        cursor_ = rows->next.value_or("");
        if (!rows->next) sections_.pop_front();
        return true;
    }

    bool still_good() {
        const auto now = std::chrono::steady_clock::now();
        if (now - checked_ < checked_again_after) return true;
        checked_ = now;
        return worker_.authentication.again(caller_).has_value();
    }

    void finish() {
        const auto self = shared_from_this();
        worker_.submissions.erase(self);
        stream_ = nullptr;
    }

    Worker& worker_;
    const CallerPointer caller_;
    const Timing timing_;
    std::unique_ptr<http::Stream> stream_;
    std::deque<ExportSection> sections_;  ///< Those that are not done.
    std::string_view name_;               ///< Of the list that is being written.
    std::string cursor_;
    bool first_ = true, posted_ = false;
    std::chrono::steady_clock::time_point checked_ = std::chrono::steady_clock::now();
};

}  // namespace

std::optional<Problem> export_me(Call& call) {
    if (call.request.method == http::Method::head) return std::nullopt;
    if (call.worker.submissions.size() >= call.worker.backend.settings.waiting)
        return unavailable("busy", "Too much is under way.");
    return std::make_shared<Export>(call)->start(call);
}

}  // namespace andvari::gateway

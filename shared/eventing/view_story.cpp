#include "shared/eventing/view_story.hpp"

namespace andvari::test {
namespace {
const AccountId alice{"alice"}, bob{"bob"};
const Symbol apple{"AAPL"};

order::Ticket ticket_of(const std::string& id, const AccountId& account, order::Side side, Quantity quantity) {
    return {{id}, account, apple, side, order::Kind::limit, order::TimeInForce::gtc, quantity, at(100), std::nullopt};
}

/// The id of the command that places the order.
std::string place_of(const order::Ticket& t) { return derive_id({"place", t.order.text}); }

void place(Story& story, const order::Ticket& t) {
    story.tell(t.account.text, order::Placed{t, Story::start, "owner:" + t.account.text, place_of(t)});
}

void accept(Story& story, const order::Ticket& t) {
    const bool buys = t.side == order::Side::buy;
    story.tell(t.account.text, portfolio::Reserved{t.account, t.order, t.symbol, t.side, t.quantity, at(100),
                                                   buys ? value_of(at(100), t.quantity) : Money{}});
    story.tell(t.account.text, order::Accepted{t, at(100)}, place_of(t));
    story.tell("AAPL", engine::Booked{t, at(100), 19'000});
}

/// One side of a trade at 99, in two parts of the order.
void fill(Story& story, const order::Ticket& t, Quantity held_before) {
    const auto half = Quantity::of_units(t.quantity.units() / 2);
    const bool buys = t.side == order::Side::buy;
    auto held = held_before;
    for (int part = 1; part <= 2; ++part) {
        const TradeId trade{derive_id({t.order.text, std::to_string(part)})};
        const auto filled = part == 1 ? half : t.quantity;
        engine::Traded traded{trade, t.symbol, half, at(99), std::nullopt, std::nullopt, std::nullopt};
        (buys ? traded.buyer : traded.seller) = engine::Party{t.order, t.account};
        if (part == 1) traded.quote = stock::Quote{at(98), at(99), units(500), units(600), Story::start};
        story.tell("AAPL", traded);
        held += buys ? half : -half;
        const auto value = value_of(at(99), half);
        story.tell(t.account.text, portfolio::Settled{t.account, t.order, trade, t.symbol, t.side, half, at(99), value, "USD",
                                                      buys ? value_of(at(100), half) - value : Money{}, usd(50'000), held,
                                                      value_of(at(99), held), Money{}});
        const auto total = value_of(at(99), filled);
        if (part == 1) story.tell(t.account.text, order::PartiallyFilled{t.order, t.account, trade, half, at(99), filled, total});
        else story.tell(t.account.text, order::Filled{t.order, t.account, trade, half, at(99), filled, total});
    }
}

void cancel(Story& story, const order::Ticket& t) {
    const auto command = derive_id({"cancel", t.order.text});
    story.tell(t.account.text, order::CancelRequested{t.order, t.account, t.symbol, command});
    story.tell("AAPL", engine::Cancelled{t.order, t.account, t.symbol, t.quantity});
    story.tell(t.account.text, order::Cancelled{t.order, t.account, Quantity{}}, command);
    const bool buys = t.side == order::Side::buy;
    story.tell(t.account.text, portfolio::Released{t.account, t.order, t.symbol, buys ? value_of(at(100), t.quantity) : Money{},
                                                   buys ? Quantity{} : t.quantity});
}
}  // namespace

Story trading(int rounds) {
    Story story;
    story.tell("AAPL", stock::Listed{apple, "Apple", "USD"});
    for (const auto& account : {alice, bob}) {
        story.tell(account.text, portfolio::Opened{account, account.text, "USD", "owner:" + account.text},
                   "open-" + account.text);
        story.tell(account.text, portfolio::Deposited{account, usd(50'000), "USD", usd(50'000)}, "deposit-" + account.text);
    }
    for (int round = 1; round <= rounds; ++round) {
        const auto id = std::to_string(round);
        story.tell("AAPL", stock::Quoted{
                               apple, {at(98), at(99), units(500), units(600), Story::start.plus_seconds(round)}, Story::start});
        const auto& account = round % 2 ? alice : bob;
        const auto buy = ticket_of(derive_id({"buy", id}), account, order::Side::buy, units(10));
        place(story, buy);
        if (round % 7 == 0) {
            story.tell(account.text, portfolio::ReservationDenied{account, buy.order, "insufficient_cash", "too dear"});
            story.tell(account.text, order::Rejected{buy.order, account, "insufficient_cash", "too dear"}, place_of(buy));
            continue;
        }
        accept(story, buy);
        if (round % 5 == 0) {
            cancel(story, buy);
            continue;
        }
        fill(story, buy, Quantity{});
        const auto sell = ticket_of(derive_id({"sell", id}), account, order::Side::sell, units(10));
        place(story, sell);
        accept(story, sell);
        fill(story, sell, units(10));
    }
    return story;
}

namespace {
security::Standing standing(const std::string& user, std::vector<std::string> roles, std::uint64_t revision,
                            security::Status status = security::Status::active) {
    return {{user}, std::move(roles), status, revision, "a reason"};
}

void comes(Story& story, const std::string& user) {
    const auto soon = Story::start.plus_seconds(600);
    story.tell(user, auth::Registered{{user}, "v1.mail-" + user, "v1.hash", "v1.profile-" + user});
    story.tell(user, auth::VerificationOffered{{user}, "hash", soon}).tell(user, auth::EmailVerified{{user}});
    story.tell(user, user::ProfileSet{{user}, "v1.profile-" + user});
    for (const auto* name : {"-first", "-second"})
        story.tell(user, auth::SessionOpened{
                             {user}, {user + name}, auth::Method::password, {}, {}, "hash", Story::start, soon, "v1.client"});
    story.tell(user, auth::KeyCreated{{user},
                                      {user + "-key"},
                                      "secret-hash",
                                      {Permission::view_stocks, Permission::order_stocks},
                                      std::nullopt,
                                      "v1.details"});
}
}  // namespace

Story people() {
    using security::Status;
    Story story;
    story.tell("ring", auth::RingChanged{{{"kid", "public", auth::KeyState::current}}, "sealing"});
    story.tell("roles", security::RoleDefined{"member", member_permissions.list(), 1, ""});
    story.tell("roles", security::RoleDefined{"admin", admin_permissions.list(), 2, ""});
    comes(story, "alice");
    story.tell("alice", security::Admitted{standing("alice", {"member"}, 3)});
    story.tell("alice", user::PreferencesSet{{"alice"}, "v1.preferences"});
    story.tell("alice", auth::SecondFactorEnabled{{"alice"}, 1, {"hash"}});
    story.tell("bob", security::Admitted{standing("bob", {"member"}, 4)});
    story.tell("bob", security::Granted{standing("bob", {"admin", "member"}, 5), "admin"});
    story.tell("carol", security::Admitted{standing("carol", {"member"}, 6)});
    story.tell("carol", security::Deactivated{standing("carol", {"member"}, 7, Status::deactivated)});
    story.tell("carol", security::Reactivated{standing("carol", {"member"}, 8)});
    comes(story, "mallory");
    story.tell("mallory", security::Admitted{standing("mallory", {"member"}, 9)});
    story.tell("mallory", user::Erased{{"mallory"}, "asked for"}).tell("mallory", auth::Closed{{"mallory"}});
    story.tell("mallory", security::Forgotten{standing("mallory", {}, 10, Status::erased)});
    return story;
}

}  // namespace andvari::test

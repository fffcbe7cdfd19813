#include "shared/mail/mailer.hpp"

#include <algorithm>

#include "shared/encoding/ascii.hpp"
#include "shared/identity/ids.hpp"
#include "shared/mail/outbox.hpp"
#include "shared/mail/smtp.hpp"
#include "shared/observability/log.hpp"

namespace andvari::mail {

QueuedMailer::QueuedMailer(std::unique_ptr<Carrier> carrier, std::string from, Patience patience)
    : carrier_{std::move(carrier)}, from_{std::move(from)}, patience_{patience}, thread_{[this] { run(); }} {}

QueuedMailer::~QueuedMailer() {
    std::unique_lock lock{mutex_};
    end_ = Clock::now() + patience_.farewell;
    changed_.notify_all();
    const bool done = changed_.wait_until(lock, *end_, [this] { return queue_.empty() && leaving_.empty(); });
    if (!done) give_up_.request_stop();
    lock.unlock();
    thread_.join();
}

std::optional<MailRefusal> QueuedMailer::send(Mail mail) {
    if (const auto refusal = refuse(mail)) return refusal;
    Letter letter{std::move(mail), from_, new_id(), Instant::now()};
    const std::lock_guard lock{mutex_};
    if (queue_.size() >= patience_.most_waiting) return MailRefusal::mail_queue_full;
    queue_.emplace(Clock::now(), Waiting{std::move(letter)});
    changed_.notify_all();
    return std::nullopt;
}

void QueuedMailer::delete_mails_to(std::string_view address) {
    const auto wanted = lower_case(address);
    std::unique_lock lock{mutex_};
    std::erase_if(queue_, [&](const auto& entry) { return lower_case(entry.second.letter.mail.to) == wanted; });
    if (leaving_ == wanted) {
        forgotten_ = true;
        give_up_.request_stop();
    }
    changed_.wait(lock, [&] { return leaving_ != wanted; });
    lock.unlock();
    carrier_->remove_letters_to(address);
}

void QueuedMailer::run() {
    std::unique_lock lock{mutex_};
    while (auto waiting = next(lock)) attempt(std::move(*waiting), lock);
    if (!queue_.empty()) log::warn("mails that waited were dropped at the end", {{"mails", queue_.size()}});
}

std::optional<QueuedMailer::Waiting> QueuedMailer::next(std::unique_lock<std::mutex>& lock) {
    for (;;) {
        if (end_ && (queue_.empty() || Clock::now() >= *end_)) return std::nullopt;
        const auto first = queue_.begin();
        if (first == queue_.end()) {
            changed_.wait(lock);
        } else if (end_ || first->first <= Clock::now()) {
            auto waiting = std::move(first->second);
            queue_.erase(first);
            return waiting;
        } else {
            const auto due = first->first;  // A copy: the entry may be gone when the time has come.
            changed_.wait_until(lock, due);
        }
    }
}

void QueuedMailer::attempt(Waiting waiting, std::unique_lock<std::mutex>& lock) {
    leaving_ = lower_case(waiting.letter.mail.to);
    forgotten_ = false;
    give_up_ = std::stop_source{};
    const auto give_up = give_up_.get_token();
    lock.unlock();
    std::optional<NotDelivered> failure;
    try {
        carrier_->deliver(waiting.letter, give_up);
    } catch (const NotDelivered& e) {
        failure = e;
    } catch (const std::exception& e) {
        failure = NotDelivered{e.what(), NotDelivered::Again::worthwhile};
    }
    lock.lock();
    leaving_.clear();
    if (failure && !forgotten_) again_later(std::move(waiting), *failure);
    changed_.notify_all();
}

void QueuedMailer::again_later(Waiting waiting, const NotDelivered& failure) {
    const auto attempts = ++waiting.attempts;
    const bool last = attempts >= patience_.attempts || !failure.worth_another_try() || end_;
    const log::Fields fields{{"mail", waiting.letter.id}, {"attempts", attempts}, {"reason", failure.what()}};
    if (last) return log::error("a mail could not be sent, and is given up", fields);
    log::warn("a mail could not be sent yet", fields);
    queue_.emplace(Clock::now() + pause_after(attempts), std::move(waiting));
}

std::chrono::milliseconds QueuedMailer::pause_after(int attempts) const {
    auto pause = patience_.first_pause;
    while (--attempts > 0 && pause < patience_.longest_pause) pause *= 4;
    return std::min(pause, patience_.longest_pause);
}

std::unique_ptr<Mailer> open_mailer(const Settings& settings) {
    std::unique_ptr<Carrier> carrier;
    if (settings.smtp.empty()) carrier = std::make_unique<Outbox>(settings.outbox);
    else carrier = std::make_unique<Smtp>(SmtpServer{settings.smtp, settings.user, settings.password, settings.authorities});
    return std::make_unique<QueuedMailer>(std::move(carrier), settings.from);
}

}  // namespace andvari::mail

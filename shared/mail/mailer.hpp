// Mails wait their turn on a thread of their own, and are tried again with longer and longer pauses.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "shared/mail/carrier.hpp"
#include "shared/mail/mail.hpp"

namespace andvari::mail {

struct Patience {
    int attempts = 8;                                  ///< Then the mail is given up, and logged.
    std::chrono::milliseconds first_pause{1000};       ///< After the first attempt; four times as long after each that follows,
    std::chrono::milliseconds longest_pause{600'000};  ///< but never longer: 26 minutes for all eight.
    std::chrono::milliseconds farewell{3000};          ///< What a mailer that ends gives the mails that wait still.
    std::size_t most_waiting = 1000;
};

class QueuedMailer : public Mailer {
public:
    /// `from`: an address.
    QueuedMailer(std::unique_ptr<Carrier>, std::string from, Patience = {});
    /// Tries what waits once more, as long as the farewell lasts; then logs how many were dropped.
    ~QueuedMailer() override;

    [[nodiscard]] std::optional<MailRefusal> send(Mail) override;
    void delete_mails_to(std::string_view address) override;

private:
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        Letter letter;
        int attempts = 0;
    };

    void run();
    std::optional<Waiting> next(std::unique_lock<std::mutex>&);
    void attempt(Waiting, std::unique_lock<std::mutex>&);
    void again_later(Waiting, const NotDelivered&);
    std::chrono::milliseconds pause_after(int attempts) const;

    const std::unique_ptr<Carrier> carrier_;
    const std::string from_;
    const Patience patience_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::multimap<Clock::time_point, Waiting> queue_;  ///< By when each is due.
    std::string leaving_;                              ///< Receiver of the letter that the carrier has; empty for none.
    bool forgotten_ = false;                           ///< That letter is not tried again.
    std::stop_source give_up_;                         ///< Of that letter.
    std::optional<Clock::time_point> end_;             ///< Of the farewell.
    std::thread thread_;                               ///< Last: it uses all of the others.
};

struct Settings {
    std::string smtp;  ///< "smtp://host:port" or "smtps://host:port"; empty: the outbox.
    std::string user;  ///< Empty for a server that asks for none.
    std::string password;
    std::string from;         ///< An address.
    std::string authorities;  ///< PEM file with the certificates to trust; empty: the system's.
    std::filesystem::path outbox;
};
std::unique_ptr<Mailer> open_mailer(const Settings&);

}  // namespace andvari::mail

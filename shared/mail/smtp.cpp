#include "shared/mail/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>

#include "shared/observability/log.hpp"

namespace andvari::mail {
namespace {

template <auto Destroy>
struct Deleter {
    void operator()(auto* handle) const { Destroy(handle); }
};
using Transfer = std::unique_ptr<CURL, Deleter<curl_easy_cleanup>>;
using List = std::unique_ptr<curl_slist, Deleter<curl_slist_free_all>>;

/// What libcurl's callbacks see.
struct Sending {
    std::string text;
    std::size_t sent = 0;
    std::stop_token give_up;
};

std::size_t next_bytes(char* buffer, std::size_t size, std::size_t count, void* context) {
    auto& sending = *static_cast<Sending*>(context);
    const auto length = std::min(size * count, sending.text.size() - sending.sent);
    std::memcpy(buffer, sending.text.data() + sending.sent, length);
    sending.sent += length;
    return length;
}

/// libcurl asks at least once a second.
int should_stop(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Sending*>(context)->give_up.stop_requested() ? 1 : 0;
}

template <class Value>
void set(const Transfer& transfer, CURLoption option, Value value) {
    if (const auto code = curl_easy_setopt(transfer.get(), option, value); code != CURLE_OK)
        throw std::logic_error{std::string{"libcurl takes no such option: "} + curl_easy_strerror(code)};
}

void secure(const Transfer& transfer, const SmtpServer& server) {
    const bool knows_us = !server.user.empty();
    const bool checked = knows_us || server.url.starts_with("smtps:");
    set(transfer, CURLOPT_USE_SSL, static_cast<long>(knows_us ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    set(transfer, CURLOPT_SSL_VERIFYPEER, checked ? 1L : 0L);
    set(transfer, CURLOPT_SSL_VERIFYHOST, checked ? 2L : 0L);
    set(transfer, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!server.authorities.empty()) set(transfer, CURLOPT_CAINFO, server.authorities.c_str());
    if (!knows_us) return;
    set(transfer, CURLOPT_USERNAME, server.user.c_str());
    set(transfer, CURLOPT_PASSWORD, server.password.c_str());
}

/// A server's own words may name the receiver, so only its code and libcurl's words are told.
[[noreturn]] void fail(const Transfer& transfer, CURLcode code, const char* details) {
    long answer = 0;
    curl_easy_getinfo(transfer.get(), CURLINFO_RESPONSE_CODE, &answer);
    const bool refused = (answer >= 500 && answer < 600) || code == CURLE_LOGIN_DENIED;
    throw NotDelivered{*details ? details : curl_easy_strerror(code),
                       refused ? NotDelivered::Again::pointless : NotDelivered::Again::worthwhile};
}

}  // namespace

Smtp::Smtp(SmtpServer server) : server_{std::move(server)} {
    static const auto ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::runtime_error{"libcurl cannot be used"};
}

void Smtp::deliver(const Letter& letter, std::stop_token give_up) {
    const Transfer transfer{curl_easy_init()};
    const auto receiver = "<" + letter.mail.to + ">", sender = "<" + letter.from + ">";
    const List receivers{curl_slist_append(nullptr, receiver.c_str())};
    if (!transfer || !receivers) throw std::bad_alloc{};
    Sending sending{compose(letter, Reader::server), 0, std::move(give_up)};
    std::array<char, CURL_ERROR_SIZE> details{};

    set(transfer, CURLOPT_URL, server_.url.c_str());
    set(transfer, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(transfer, CURLOPT_PROXY, "");
    set(transfer, CURLOPT_NOSIGNAL, 1L);
    set(transfer, CURLOPT_TIMEOUT_MS, static_cast<long>(server_.patience.count()));
    set(transfer, CURLOPT_ERRORBUFFER, details.data());
    set(transfer, CURLOPT_MAIL_FROM, sender.c_str());
    set(transfer, CURLOPT_MAIL_RCPT, receivers.get());
    set(transfer, CURLOPT_UPLOAD, 1L);
    set(transfer, CURLOPT_READFUNCTION, &next_bytes);
    set(transfer, CURLOPT_READDATA, &sending);
    set(transfer, CURLOPT_NOPROGRESS, 0L);
    set(transfer, CURLOPT_XFERINFOFUNCTION, &should_stop);
    set(transfer, CURLOPT_XFERINFODATA, &sending);
    secure(transfer, server_);

    if (const auto code = curl_easy_perform(transfer.get()); code != CURLE_OK) fail(transfer, code, details.data());
    log::info("a mail was sent", {{"mail", letter.id}});
}

}  // namespace andvari::mail

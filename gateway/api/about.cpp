// What the gateway says of itself and of its process.
#include <algorithm>

#include "gateway/api/endpoints.hpp"
#include "gateway/api/worker.hpp"
#include "shared/embedded.hpp"

namespace andvari {
extern const Embedded gateway_files;
}

namespace andvari::gateway {
namespace {

std::optional<Problem> answer_health(Call& call, const std::function<Health::Answer()>& hook) {
    auto answer = hook();
    call.response->status = answer.status();
    call.response->body = std::move(answer.body);
    if (!answer.ok) call.response->add("Retry-After", "1");
    return std::nullopt;
}

std::optional<Problem> answer_document(Call& call, std::string_view path) {
    call.response->cache_control = "no-cache";  // Kept, but asked for again by its ETag.
    answer_one(call, std::string{std::ranges::find(gateway_files, path, &EmbeddedFile::path)->content});
    return std::nullopt;
}

}  // namespace

std::optional<Problem> show_index(Call& call) {
    call.response->body =
        R"({"name":"Andvari","api":"/api/v1","openapi":"/openapi.json","health":"/health","ready":"/ready","metrics":"/metrics"})";
    return std::nullopt;
}

std::optional<Problem> show_openapi(Call& call) { return answer_document(call, "openapi.json"); }
std::optional<Problem> alpaca::show_document(Call& call) { return answer_document(call, "alpaca/openapi.json"); }

std::optional<Problem> show_health(Call& call) { return answer_health(call, call.worker.backend.hooks.health); }
std::optional<Problem> show_ready(Call& call) { return answer_health(call, call.worker.backend.hooks.ready); }

std::optional<Problem> show_metrics(Call& call) {
    call.response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    call.response->body = call.worker.backend.hooks.metrics();
    return std::nullopt;
}

}  // namespace andvari::gateway

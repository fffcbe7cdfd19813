// The figures that a service shows at /metrics.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shared/observability/metrics.hpp"

namespace andvari::eventing {

/// What a service counts.
struct WorkerMeters {
    metrics::Counter& commands;
    metrics::Counter& repeated;
    metrics::Counter& facts_in;
    metrics::Counter& market;
    metrics::Counter& facts_out;
    metrics::Counter& dead;
    metrics::Counter& failures;
    metrics::Histogram& commit;
    metrics::Histogram& age;
    metrics::Gauge& size;
    std::vector<std::shared_ptr<void>> watched;

    WorkerMeters(metrics::Registry& r, const std::string& context)
        : commands{r.counter("andvari_commands_total", "Outside commands decided.", {{"context", context}})},
          repeated{r.counter("andvari_commands_repeated_total", "Outside commands dropped because the inbox had them.",
                             {{"context", context}})},
          facts_in{r.counter("andvari_facts_read_total", "Facts of other contexts applied.", {{"reader", context}})},
          market{r.counter("andvari_market_messages_total", "Messages of feeds taken up.", {{"context", context}})},
          facts_out{r.counter("andvari_facts_total", "Facts appended to the journal.", {{"context", context}})},
          dead{r.counter("andvari_dead_letters_total", "Messages that could not be handled.", {{"consumer", context}})},
          failures{r.counter("andvari_batch_failures_total", "Batches rolled back.", {{"context", context}})},
          commit{r.histogram("andvari_batch_seconds", "Time of one batch, from the first message to the commit.",
                             {{"context", context}})},
          age{r.histogram("andvari_message_age_seconds", "How long the newest message of a batch waited in its stream.",
                          {{"reader", context}})},
          size{r.gauge("andvari_batch_messages", "Messages in the last batch.", {{"context", context}})} {}
};

}  // namespace andvari::eventing

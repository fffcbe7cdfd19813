#include "shared/observability/metrics.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using andvari::metrics::Registry;

TEST_SUITE("metrics") {
    TEST_CASE("are shown in the text format, with their labels") {
        Registry registry;
        registry.counter("andvari_commands_total", "Commands taken up", {{"context", "order"}}).add(2);
        registry.gauge("andvari_outbox_rows", "Rows not yet acknowledged").set(7);
        const auto text = registry.text();
        CHECK(text.find("# HELP andvari_commands_total Commands taken up\n# TYPE andvari_commands_total counter\n"
                        "andvari_commands_total{context=\"order\"} 2") != std::string::npos);
        CHECK(text.find("# TYPE andvari_outbox_rows gauge\nandvari_outbox_rows 7") != std::string::npos);
    }

    TEST_CASE("the same name and labels give the same handle, others another") {
        Registry registry;
        auto& one = registry.counter("n_total", "h", {{"a", "1"}});
        CHECK(&one == &registry.counter("n_total", "h", {{"a", "1"}}));
        CHECK(&one != &registry.counter("n_total", "h", {{"a", "2"}}));
    }

    TEST_CASE("a histogram counts into its buckets") {
        Registry registry;
        auto& histogram = registry.histogram("commit_seconds", "h", {}, {0.1, 1});
        histogram.observe(0.05);
        histogram.observe(0.5);
        histogram.observe(5);
        const auto text = registry.text();
        CHECK(text.find("commit_seconds_bucket{le=\"0.1\"} 1") != std::string::npos);
        CHECK(text.find("commit_seconds_bucket{le=\"1\"} 2") != std::string::npos);
        CHECK(text.find("commit_seconds_bucket{le=\"+Inf\"} 3") != std::string::npos);
        CHECK(text.find("commit_seconds_sum 5.55") != std::string::npos);
    }

    TEST_CASE("a name that is malformed, or another kind of metric already, is refused") {
        Registry registry;
        registry.counter("taken", "h");
        CHECK_THROWS_AS(registry.gauge("taken", "h"), std::invalid_argument);
        CHECK_THROWS_AS(registry.counter("no-good", "h"), std::invalid_argument);
    }

    TEST_CASE("a watched value is read when shown, until its token is gone") {
        Registry registry;
        double depth = 1;
        auto token = registry.watch("depth", "h", {{"q", "x"}}, [&] { return depth; });
        CHECK(registry.text().find("depth{q=\"x\"} 1") != std::string::npos);
        depth = 2;
        CHECK(registry.text().find("depth{q=\"x\"} 2") != std::string::npos);
        token.reset();
        CHECK(registry.text().find("depth{") == std::string::npos);
    }

    TEST_CASE("tell of the process, too") {
        const auto text = Registry{}.text();
        CHECK(text.find("# TYPE process_cpu_seconds_total counter\n") != std::string::npos);
        for (const char* name : {"process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"}) {
            CAPTURE(name);
            const auto line = text.find("\n" + std::string{name} + " ");
            REQUIRE(line != std::string::npos);
            CHECK(std::stod(text.substr(line + 2 + std::string{name}.size())) > 0);
        }
    }

    TEST_CASE("a token may outlive its registry") {
        auto registry = std::make_unique<Registry>();
        const auto token = registry->watch("depth", "h", {}, [] { return 1.0; });
        registry.reset();
        CHECK(token.use_count() == 1);
    }
}

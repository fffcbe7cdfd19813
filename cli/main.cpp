// The command line: reads it, loads the configuration, and calls the command.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <functional>
#include <optional>

#include "cli/administration_commands.hpp"
#include "cli/check_command.hpp"
#include "cli/dlq_command.hpp"
#include "cli/feed_command.hpp"
#include "cli/nats_command.hpp"
#include "cli/replay_command.hpp"
#include "cli/run_command.hpp"
#include "cli/system.hpp"
#include "cli/up_command.hpp"
#include "shared/configuration/load.hpp"
#include "shared/observability/log.hpp"

namespace {
using namespace andvari;

// What the command line says; `command` runs when all is parsed.
struct Arguments {
    configuration::Sources sources;
    cli::Command command;
    std::function<int(const configuration::Loaded&)> show;
    bool demo = false, verify = false, strict = false;
    std::string part, view, until, letter, folder;
    cli::FeedReplay feed;
    cli::Administration administration;
};

void add_settings(CLI::App& app, configuration::Sources& sources) {
    app.add_option("--config", sources.file, "TOML file with settings (default: andvari.toml, where there is one)");
    for (const auto& setting : configuration::settings()) {
        if (!setting.flag) continue;
        app.add_option_function<std::string>(
               configuration::flag_name(setting),
               [&sources, name = setting.name](const std::string& text) { sources.flags.emplace_back(name, text); },
               setting.help + "; " + setting.allowed)
            ->group("Settings");
    }
}

CLI::App* command(CLI::App& app, const std::string& name, const std::string& help) {
    auto* sub = app.add_subcommand(name, help);
    sub->fallthrough();
    return sub;
}

void add_running(CLI::App& app, Arguments& a) {
    auto* up = command(app, "up", "Run everything in this process, with a nats-server of its own");
    up->add_flag("--demo", a.demo, "Open a funded demo account and replay real market data");
    up->callback(
        [&a] { a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::up_command(c, stop, a.demo); }; });

    auto* run = command(app, "run", "Run one part");
    run->add_option("part", a.part, "stock, order, engine, portfolio, auth, security, user, projector, desk, gateway or clock")
        ->required();
    run->callback(
        [&a] { a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::run_command(c, stop, a.part); }; });

    auto* nats = command(app, "nats", "The bus's streams, consumers and users");
    nats->require_subcommand(1);
    command(*nats, "apply", "Make or update them on the configured nats-server")->callback([&a] {
        a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::nats_apply_command(c, stop); };
    });
    auto* users = command(*nats, "users", "Print the users' accounts for the configuration of a nats-server of one's own");
    users->add_option("--generate", a.folder, "Folder to keep the users' keys in; those that are missing are made");
    users->callback(
        [&a] { a.command = [&a](const Configuration& c, StopSignal&) { return cli::nats_users_command(c, a.folder); }; });

    auto* settings = command(app, "config", "The settings");
    settings->require_subcommand(1);
    command(*settings, "print", "Show each value and where it comes from")->callback([&a] {
        a.show = [](const configuration::Loaded& loaded) {
            std::fputs(configuration::print(loaded).c_str(), stdout);
            return 0;
        };
    });
}

void add_feed(CLI::App& app, Arguments& a) {
    auto* feed = command(app, "feed", "Market data");
    feed->require_subcommand(1);
    auto* replay = command(*feed, "replay", "Publish a history of daily prices (CSV) as quotes and bars");
    replay->add_option("csv", a.feed.file, "A file with the columns Date, Open, High, Low, Close, Volume")->required();
    replay->add_option("--symbol", a.feed.symbol, "What it is the history of, such as AAPL")->required();
    replay->add_option("--speed", a.feed.speed, "How many times faster than the market, or 'max'")->capture_default_str();
    replay->add_option("--quotes-per-day", a.feed.quotes_per_day, "How many quotes a day becomes")->capture_default_str();
    replay->callback([&a] {
        a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::feed_replay_command(c, stop, a.feed); };
    });
}

void add_tools(CLI::App& app, Arguments& a) {
    auto* replay = command(app, "replay", "Build a read model anew from the log and put it in the place of the live one");
    replay
        ->add_option("view", a.view,
                     "stock, orders, trades, accounts, commands, activity, credentials, access, or all with --verify")
        ->required();
    replay->add_flag("--verify", a.verify, "Compare with the live one instead, row by row");
    replay->add_option("--until", a.until,
                       "Build it as of a time (RFC 3339) or a place such as order/0:1:123, and keep that copy");
    replay->callback([&a] {
        a.command = [&a](const Configuration& c, StopSignal& stop) {
            return cli::replay_command(c, stop, a.view, a.verify, a.until.empty() ? std::nullopt : std::optional{a.until});
        };
    });

    auto* check = command(app, "check", "Test what must always be true, on a running or a stopped system");
    check->add_flag("--strict", a.strict, "Count what is still under way as a failure");
    check->callback(
        [&a] { a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::check_command(c, stop, a.strict); }; });

    auto* dlq = command(app, "dlq", "Messages that could not be handled");
    dlq->require_subcommand(1);
    command(*dlq, "list", "All of them, with the reason")->callback([&a] {
        a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::dlq_list_command(c, stop); };
    });
    auto* show = command(*dlq, "show", "One of them, whole");
    show->add_option("sequence", a.letter, "Its number in the list")->required();
    show->callback([&a] {
        a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::dlq_show_command(c, stop, a.letter); };
    });
    auto* redrive = command(*dlq, "redrive", "Publish it again where it came from");
    redrive->add_option("sequence", a.letter, "Its number in the list, or 'all'")->required();
    redrive->callback([&a] {
        a.command = [&a](const Configuration& c, StopSignal& stop) { return cli::dlq_redrive_command(c, stop, a.letter); };
    });
}
}  // namespace

int main(int argc, char** argv) {
    StopSignal stop;
    CLI::App app{"Andvari, a self-hosted brokerage.", "andvari"};
    app.set_version_flag("--version", ANDVARI_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    Arguments arguments;
    add_settings(app, arguments.sources);
    add_running(app, arguments);
    add_feed(app, arguments);
    add_tools(app, arguments);
    cli::add_administration(app, arguments.administration, arguments.command);
    CLI11_PARSE(app, argc, argv);
    try {
        arguments.sources.environment = configuration::environment();
        const auto loaded = configuration::load(arguments.sources);
        if (arguments.show) return arguments.show(loaded);
        log::configure(loaded.configuration.log.level, loaded.configuration.log.format);
        return arguments.command(loaded.configuration, stop);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "andvari: %s\n", e.what());
        return 1;
    }
}

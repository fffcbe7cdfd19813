#include "shared/configuration/load.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

using namespace andvari::configuration;

namespace {
// A folder of its own for a file, gone with the test.
struct File {
    std::filesystem::path folder;
    std::string path;

    explicit File(const std::string& content) {
        std::string name = std::filesystem::temp_directory_path() / "andvari-XXXXXX";
        folder = mkdtemp(name.data());
        path = folder / "some.toml";
        std::ofstream{path} << content;
    }
    ~File() { std::filesystem::remove_all(folder); }
};

std::string complaint(const Sources& sources) {
    try {
        load(sources);
    } catch (const ConfigurationError& e) {
        return e.what();
    }
    return "none";
}

std::string complaint_about(const std::string& content) {
    const File file{content};
    auto text = complaint({.file = file.path});
    return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
}
}  // namespace

TEST_SUITE("configuration: where a value comes from") {
    TEST_CASE("what nobody sets has its default") {
        const auto loaded = load({});
        CHECK(loaded.configuration.http.port == 8080);
        CHECK(loaded.configuration.data == "data");
        CHECK(loaded.origins.at("http.port") == "default");
    }

    TEST_CASE("every default is a value that its own setting allows") {
        for (const auto& setting : settings()) {
            CAPTURE(setting.name);
            andvari::Configuration configuration;
            if (setting.kind != Kind::table) CHECK(setting.assign(configuration, setting.text(configuration)));
        }
    }

    TEST_CASE("a file goes before the default, the environment before the file, a flag before all") {
        const File file{"http.port = 1001\nhttp.threads = 2\n[log]\nlevel = 'debug'\n"};
        const auto loaded = load({.flags = {{"http.port", "1003"}},
                                  .environment = {{"ANDVARI_HTTP_PORT", "1002"}, {"ANDVARI_HTTP_THREADS", "3"}},
                                  .file = file.path});
        CHECK(loaded.configuration.http.port == 1003);
        CHECK(loaded.origins.at("http.port") == "--http-port");
        CHECK(loaded.configuration.http.threads == 3);
        CHECK(loaded.origins.at("http.threads") == "ANDVARI_HTTP_THREADS");
        CHECK(loaded.configuration.log.level == andvari::log::Level::debug);
        CHECK(loaded.origins.at("log.level") == file.path + ":4");
    }

    TEST_CASE("ANDVARI_CONFIG names the file, unless a flag names another") {
        const File one{"http.port = 1"};
        const File other{"http.port = 2"};
        const std::vector<std::pair<std::string, std::string>> environment{{"ANDVARI_CONFIG", one.path}};
        CHECK(load({.environment = environment}).configuration.http.port == 1);
        CHECK(load({.environment = environment, .file = other.path}).configuration.http.port == 2);
    }

    TEST_CASE("the process's own variables are found by their prefix") {
        setenv("ANDVARI_HTTP_PORT", "4711", 1);
        const auto loaded = load({.environment = environment()});
        unsetenv("ANDVARI_HTTP_PORT");
        CHECK(loaded.configuration.http.port == 4711);
    }

    TEST_CASE("keys map to actors, from a file's table as from a variable") {
        const File file{"[keys]\n\"alices-long-key.1\" = 'owner:alice'\nthe-operators-key = 'operator'\n"};
        const std::map<std::string, std::string> expected{{"alices-long-key.1", "owner:alice"},
                                                          {"the-operators-key", "system:operator"}};
        CHECK(load({.file = file.path}).configuration.keys == expected);
        CHECK(load({.environment = {{"ANDVARI_KEYS", "alices-long-key.1=owner:alice,the-operators-key=operator"}}})
                  .configuration.keys == expected);
    }

    TEST_CASE("a list is one in a file, and text with commas elsewhere") {
        const File file{"demo.symbols = ['AAPL', 'BRK.B']"};
        const std::vector<std::string> expected{"AAPL", "BRK.B"};
        CHECK(load({.file = file.path}).configuration.demo.symbols == expected);
        CHECK(load({.flags = {{"demo.symbols", "AAPL,BRK.B"}}}).configuration.demo.symbols == expected);
        const std::vector<std::string> origins{"https://app.example", "http://localhost:3000", "http://[::1]:8443"};
        CHECK(load({.flags = {{"http.origins", "https://app.example,http://localhost:3000,http://[::1]:8443"}}})
                  .configuration.http.origins == origins);
    }
}

TEST_SUITE("configuration: one clear line for what is wrong") {
    TEST_CASE("in a file, with its line") {
        CHECK(complaint_about("\nhttp.port = 65536") == R"(:2: http.port must be a whole number from 0 to 65535, not "65536")");
        CHECK(complaint_about("http.port = -1") == R"(:1: http.port must be a whole number from 0 to 65535, not "-1")");
        CHECK(complaint_about("[log]\nlevel = 'loud'") ==
              R"(:2: log.level must be one of debug info warn error off, not "loud")");
        CHECK(complaint_about("data = ''") == R"(:1: data must be a folder, not empty, not "")");
        CHECK(complaint_about("demo.symbols = []") == R"(:1: demo.symbols must be symbols such as AAPL, at least one, not "")");
        CHECK(complaint_about("http.hosts = ['a b']") == R"(:1: http.hosts must be host names such as localhost, not "a b")");
        for (const auto* origin : {"*", "null", "app.example", "https://", "https://app.example/", "https://App.example",
                                   "https://app.example:443", "http://app.example:80", "ftp://app.example", "https://a b"})
            CHECK(complaint_about("http.origins = ['" + std::string{origin} + "']") ==
                  ":1: http.origins must be origins such as https://app.example, without a path, not \"" + std::string{origin} +
                      '"');
        CHECK(complaint_about("demo.symbols = ['A,B']").starts_with(":1: demo.symbols must be symbols such as AAPL"));
    }

    TEST_CASE("in a file, when it is written as another kind of value") {
        CHECK(complaint_about("http.port = '80'") ==
              ":1: http.port must be a whole number from 0 to 65535, written as a number without quotes");
        CHECK(complaint_about("http.port = 80.5").ends_with("written as a number without quotes"));
        CHECK(complaint_about("data = 7").ends_with("written as a text in quotes"));
        CHECK(complaint_about("demo.symbols = 'AAPL'").ends_with("written as a list of texts"));
        CHECK(complaint_about("demo.symbols = [1]").ends_with("written as a list of texts"));
        CHECK(complaint_about("keys = 'x'").ends_with("written as a table of texts"));
        CHECK(complaint_about("http = 3").starts_with(":1: http is no setting"));
    }

    TEST_CASE("an unknown key is answered with the nearest one") {
        CHECK(complaint_about("[http]\nprot = 80") == ":2: http.prot is no setting; the nearest is http.port");
        CHECK(complaint({.environment = {{"ANDVARI_HTP_PORT", "80"}}}) ==
              "environment: ANDVARI_HTP_PORT is no setting; the nearest is ANDVARI_HTTP_PORT");
    }

    TEST_CASE("a file that is not TOML, or is not there") {
        CHECK(complaint_about("http.port = \n").starts_with(":1: is not TOML: "));
        CHECK(complaint_about("a = 1\na = 2").starts_with(":2: is not TOML: "));
        CHECK(complaint({.file = "/nowhere/some.toml"}) == "/nowhere/some.toml: cannot be read");
    }

    TEST_CASE("a variable, by its name") {
        for (const char* text : {"", "eighty", "80 ", "0x50", "8e1", "99999999999999999999"}) {
            CAPTURE(text);
            CHECK(complaint({.environment = {{"ANDVARI_HTTP_PORT", text}}})
                      .starts_with("ANDVARI_HTTP_PORT: http.port must be a whole number from 0 to 65535, not \""));
        }
    }

    TEST_CASE("a flag, by its name") {
        CHECK(complaint({.flags = {{"runtime.batch", "0"}}}) ==
              R"(--runtime-batch: runtime.batch must be a whole number from 1 to 10000, not "0")");
    }

    TEST_CASE("keys and passwords cannot be given as a flag, where everybody on the machine would see them") {
        CHECK(complaint({.flags = {{"keys", "alices-long-key.1=owner:alice"}}}).starts_with("command line: keys is no setting"));
        CHECK(complaint({.flags = {{"mail.password", "hunter2"}}}).starts_with("command line: mail.password is no setting"));
    }

    TEST_CASE("a bad key is refused without being shown") {
        for (const char* text : {"short=owner:alice", "alices-long-key.1", "alices-long-key.1=alice",
                                 "alices-long-key.1=owner:", "alices-long-key.1=owner:a b", "alices long key.1=operator", ",",
                                 "alices-long-key.1=operator,alices-long-key.1=operator"}) {
            CAPTURE(text);
            const auto line = complaint({.environment = {{"ANDVARI_KEYS", text}}});
            CHECK(line.starts_with("ANDVARI_KEYS: keys must be "));
            CHECK(line.find("alice") == std::string::npos);
        }
    }

    TEST_CASE("a mail server that is none, and a sender without an address") {
        for (const char* url : {"mail.example.org", "http://mail.example.org", "smtp://", "smtp://a b", "smtp://user:secret@host",
                                "smtp://host/path", "SMTP://host", "smtp://host\r\nQUIT"})
            CHECK_MESSAGE(complaint({.environment = {{"ANDVARI_MAIL_SMTP", url}}})
                              .starts_with("ANDVARI_MAIL_SMTP: mail.smtp must be a URL"),
                          url);
        for (const char* url : {"", "smtp://127.0.0.1:2525", "smtps://mail.example.org", "smtp://[::1]:25"})
            CHECK(load({.environment = {{"ANDVARI_MAIL_SMTP", url}}}).configuration.mail.smtp == url);
        for (const char* from : {"", "Andvari", "Andvari <andvari@example.org>", "andvari@example.org\n"})
            CHECK(complaint({.environment = {{"ANDVARI_MAIL_FROM", from}}})
                      .starts_with("ANDVARI_MAIL_FROM: mail.from must be an e-mail address"));
    }

    TEST_CASE("an address of the gateway that cannot stand in a mail") {
        for (const char* url : {"broker.example", "ftp://broker.example", "https://", "https:///", "https://broker.example/",
                                "https://broker.example\nBcc: x", "https://broker.example/'"})
            CHECK_MESSAGE(complaint({.environment = {{"ANDVARI_HTTP_PUBLIC_URL", url}}})
                              .starts_with("ANDVARI_HTTP_PUBLIC_URL: http.public_url must be a URL"),
                          url);
        for (const char* url : {"", "https://broker.example", "http://127.0.0.1:8080", "https://example.org/broker"})
            CHECK(load({.environment = {{"ANDVARI_HTTP_PUBLIC_URL", url}}}).configuration.http.public_url == url);
    }

    TEST_CASE("it stays one line, whatever the value holds") {
        CHECK(complaint({.environment = {{"ANDVARI_LOG_LEVEL", "a\nb"}}}).find('\n') == std::string::npos);
    }
}

TEST_SUITE("configuration: printing it") {
    TEST_CASE("shows each setting once, with where it comes from") {
        const auto text = print(load({.flags = {{"http.port", "0"}, {"demo.symbols", "A,B"}}}));
        for (const auto& setting : settings()) CHECK(text.find(setting.name) != std::string::npos);
        CHECK(text.find("http.port = 0 ") != std::string::npos);
        CHECK(text.find("# --http-port\n") != std::string::npos);
        CHECK(text.find("demo.symbols = [\"A\", \"B\"]") != std::string::npos);
        CHECK(text.find("http.threads = 1 ") != std::string::npos);
    }

    TEST_CASE("masks secrets") {
        const auto text = print(load({.environment = {{"ANDVARI_STORE_POSTGRES", "host=db password=hunter2"},
                                                      {"ANDVARI_MAIL_PASSWORD", "hunter2"},
                                                      {"ANDVARI_KEYS", "alices-long-key.1=owner:alice"}}}));
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK(text.find("alices-long-key") == std::string::npos);
        CHECK(text.find("store.postgres = \"***\"") != std::string::npos);
        CHECK(text.find("mail.password = \"***\"") != std::string::npos);
        CHECK(text.find("# keys: 1 keys") != std::string::npos);
    }

    TEST_CASE("what is printed reads as a file that says the same") {
        const File file{print(load({.flags = {{"http.port", "99"}, {"demo.symbols", "A,B"}, {"data", "a \"b\" \\ c"}}}))};
        const auto again = load({.file = file.path}).configuration;
        CHECK(again.http.port == 99);
        CHECK(again.demo.symbols == std::vector<std::string>{"A", "B"});
        CHECK(again.data == "a \"b\" \\ c");
    }

    TEST_CASE("flags and variables are named after their setting") {
        CHECK(flag_name(*find("http.connections_per_address")) == "--http-connections-per-address");
        CHECK(environment_name(*find("http.connections_per_address")) == "ANDVARI_HTTP_CONNECTIONS_PER_ADDRESS");
    }
}

// Takes heads and chunked bodies apart: Beast's parser, fed by hand, so that nothing is copied or allocated that need not be.
#pragma once

#include <memory>
#include <optional>

#include "gateway/http/head.hpp"

namespace andvari::http {

class Parser {
public:
    Parser();
    ~Parser();

    /// `bytes` is a whole head, as HeadScanner found it. The result's views point into `bytes`.
    std::optional<Refused> parse_head(std::string_view bytes, Head& head);

    /// What a step through a chunked body came to.
    struct Step {
        std::size_t consumed = 0;  ///< So many bytes need not be shown again.
        bool done = false;
        std::optional<Refused> refused;
    };
    /// After parse_head: appends what `bytes` hold of the chunked body to `body`, to at most `limit` bytes in all.
    Step parse_chunks(std::string_view bytes, std::string& body, std::size_t limit);

private:
    struct Native;
    std::unique_ptr<Native> native_;
};

}  // namespace andvari::http

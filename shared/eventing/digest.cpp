#include "shared/eventing/digest.hpp"

#include <sodium.h>

#include "shared/eventing/table_reader.hpp"

namespace andvari::eventing {
namespace {
class Hash {
public:
    Hash() { crypto_generichash_init(&state_, nullptr, 0, crypto_generichash_BYTES); }
    /// With its length before it, so that no two lists of texts look the same.
    void add(std::string_view text) {
        const std::uint64_t length = text.size();
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(&length), sizeof length);
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    std::string hex() {
        static_assert(sizeof(Link) == crypto_generichash_BYTES);
        Link hash{};
        crypto_generichash_final(&state_, hash.data(), hash.size());
        return to_hex(hash);
    }

private:
    crypto_generichash_state state_;
};

std::string text_of(const TableReader::Key& key) {
    std::string text;
    for (const auto& value : key) {
        if (!text.empty()) text += ',';
        if (const auto* number = std::get_if<std::int64_t>(&value)) text += std::to_string(*number);
        else text += std::get<std::string>(value);
    }
    return text;
}

std::string text_of(const TableReader::Line& line) {
    std::string text;
    for (const auto& value : line.values) text.append(text.empty() ? "" : " | ").append(value.empty() ? "null" : value.substr(1));
    return text;
}

/// The first row of the table that is not the same in both.
std::optional<Difference> difference_of(store::Database& left, store::Database& right, std::string_view table) {
    TableReader lefts{left, table}, rights{right, table};
    for (;;) {
        const auto* l = lefts.next();
        const auto* r = rights.next();
        if (!l && !r) return std::nullopt;
        if (l && r && l->values == r->values) continue;
        const bool in_left = l && (!r || l->key <= r->key);
        const bool in_right = r && (!l || r->key <= l->key);
        return Difference{std::string{table}, text_of(in_left ? l->key : r->key), in_left ? text_of(*l) : std::string{},
                          in_right ? text_of(*r) : std::string{}};
    }
}
}  // namespace

std::vector<TableDigest> table_digests(store::Database& db, const View& view) {
    std::vector<TableDigest> digests;
    for (auto table : view.tables()) {
        TableDigest digest{std::string{table}, 0, {}};
        Hash hash;
        TableReader reader{db, table};
        while (const auto* line = reader.next()) {
            ++digest.rows;
            for (const auto& value : line->values) hash.add(value);
        }
        digest.hash = hash.hex();
        digests.push_back(std::move(digest));
    }
    return digests;
}

std::string digest(store::Database& db, const View& view) {
    Hash hash;
    for (const auto& table : table_digests(db, view)) {
        hash.add(table.table);
        hash.add(std::to_string(table.rows));
        hash.add(table.hash);
    }
    return hash.hex();
}

std::optional<Difference> first_difference(store::Database& left, store::Database& right, const View& view) {
    for (auto table : view.tables())
        if (auto difference = difference_of(left, right, table)) return difference;
    return std::nullopt;
}

}  // namespace andvari::eventing

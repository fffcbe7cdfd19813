# Run at build time by andvari_embed: writes OUTPUT, a C++ file with the FILES (separated by |) as raw strings.
string(REPLACE "|" ";" files "${FILES}")
set(entries "")
foreach(file IN LISTS files)
    file(RELATIVE_PATH path "${BASE}" "${file}")
    file(READ "${file}" content)
    string(FIND "${content}" ")embedded\"" clash)
    if(NOT clash EQUAL -1)
        message(FATAL_ERROR "${file} holds the mark that ends a raw string")
    endif()
    string(APPEND entries "    {\"${path}\"sv, R\"embedded(${content})embedded\"sv},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"shared/embedded.hpp\"

using namespace std::string_view_literals;

namespace andvari {
namespace {
constexpr EmbeddedFile files[] = {
${entries}};
}
extern const Embedded ${NAME};
const Embedded ${NAME}{files};
}  // namespace andvari
")

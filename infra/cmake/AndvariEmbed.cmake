# Files that travel inside the program.
#
# andvari_embed(<library> <name> BASE <folder> FILES <file>…) adds to the library a table of the files, which C++ sees
# through shared/embedded.hpp by declaring   namespace andvari { extern const Embedded <name>; }
# Each entry is the path relative to BASE and the content. A changed file is embedded anew at the next build.
set(ANDVARI_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/EmbedFiles.cmake")

function(andvari_embed library name)
    cmake_parse_arguments(arg "" "BASE" "FILES" ${ARGN})
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
    string(REPLACE ";" "|" files "${arg_FILES}")
    add_custom_command(
        OUTPUT "${output}"
        COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DNAME=${name}" "-DBASE=${arg_BASE}" "-DFILES=${files}" -P "${ANDVARI_EMBED_SCRIPT}"
        DEPENDS ${arg_FILES} "${ANDVARI_EMBED_SCRIPT}"
        VERBATIM)
    target_sources(${library} PRIVATE "${output}")
endfunction()

# How this project makes its targets, so that each folder's list is only a list.

# One ccache for all checkouts on a machine, where there is one.
find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wno-missing-field-initializers)
# Line tables are what a profile or a backtrace needs; full debug information doubles the build.
add_compile_options($<$<CONFIG:RelWithDebInfo>:-O2> $<$<CONFIG:RelWithDebInfo>:-g1>)

set(ANDVARI_SANITIZE "" CACHE STRING "Sanitizers for everything, as -fsanitize= takes them")
if(ANDVARI_SANITIZE)
    add_compile_options(-fsanitize=${ANDVARI_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${ANDVARI_SANITIZE})
endif()

# andvari_library(<name> SOURCES … [LINK …] [PRIVATE_LINK …])
function(andvari_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
endfunction()

# andvari_tests(<unit|integration> SOURCES … LINK …): adds to one of the two test programs.
define_property(GLOBAL PROPERTY ANDVARI_UNIT_SOURCES)
define_property(GLOBAL PROPERTY ANDVARI_UNIT_LINK)
define_property(GLOBAL PROPERTY ANDVARI_INTEGRATION_SOURCES)
define_property(GLOBAL PROPERTY ANDVARI_INTEGRATION_LINK)
function(andvari_tests kind)
    cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
    string(TOUPPER ${kind} kind)
    list(TRANSFORM arg_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
    set_property(GLOBAL APPEND PROPERTY ANDVARI_${kind}_SOURCES ${arg_SOURCES})
    set_property(GLOBAL APPEND PROPERTY ANDVARI_${kind}_LINK ${arg_LINK})
endfunction()

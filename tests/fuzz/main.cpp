// What libFuzzer calls. Each target is this file and the one with its `attack`.
#include "tests/fuzz/property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    andvari::fuzz::attack({reinterpret_cast<const char*>(data), size});
    return 0;
}

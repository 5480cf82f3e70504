// The file of leads is foreign text: it may be refused, never more.
#include "base/problem.hpp"
#include "dialer/campaigns/lead_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        (void)zenix::dialer::read_leads({reinterpret_cast<const char*>(data), size}, "IN");
    } catch (const zenix::problem&) {
    }
    return 0;
}

// A network's answer and a pattern somebody typed: whatever they hold, reading them ends.
#include "gateways/credit_pattern.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const auto cut = all.find('\n');
    const auto pattern = all.substr(0, cut);
    const auto answer = cut == std::string_view::npos ? std::string_view() : all.substr(cut + 1);
    (void)zenix::gateways::read_credit(pattern, answer);
    (void)zenix::gateways::read_credit("balance*{amount}", all);
    return 0;
}

#include "lab/gateways/http/login.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)zenix::lab::read_digest(text);
    (void)zenix::lab::decode_base64(text);
    zenix::lab::login door;
    door.kind = zenix::lab::login::scheme::both;
    zenix::lab::box_request r;
    r.headers["authorization"] = text;
    (void)door.check(r);
    return 0;
}

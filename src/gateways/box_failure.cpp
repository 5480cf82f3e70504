#include "gateways/box_failure.hpp"

namespace zenix::gateways {

problem problem_of(const failure& why) {
    if (why.code == "busy")
        return conflict("port_busy", "The port is in use (" + why.detail + "); try again later.");
    if (why.code == "unsupported")
        return problem(501, "box_cannot", "This box cannot do that: " + why.detail + ".");
    if (why.code == "timeout")
        return problem(502, "box_silent",
            "The box did not answer in time (" + why.detail +
                "). Whether it obeyed is not known; look at its next poll.");
    return problem(502, "box_" + why.code, "The box refused or failed: " + why.detail + ".");
}

}  // namespace zenix::gateways

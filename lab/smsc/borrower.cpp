#include "lab/smsc/borrower.hpp"

namespace zenix::lab::smsc {

manner manner_of(std::string_view number) {
    manner m;
    if (number.size() < 2) return m;
    const int last = (number[number.size() - 2] - '0') * 10 + (number.back() - '0');
    if (last >= 90 && last <= 93) {
        m.state = "EXPIRED";
        m.error = "027";  // absent subscriber
    } else if (last == 94 || last == 95) {
        m.state = "UNDELIV";
        m.error = "001";  // unknown subscriber
    } else if (last == 98) {
        m.state = "REJECTD";
        m.error = "013";  // barred
    } else if (last == 13) {
        m.reply = "STOP";
    } else if (last == 27) {
        m.reply = "Please call me in the evening";
    } else if (last == 33) {
        m.reply = "Ok, I will pay on Friday";
    } else if (last == 57) {
        m.reply = "I paid this already, see my bank";
    }
    return m;
}

}  // namespace zenix::lab::smsc

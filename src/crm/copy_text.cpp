#include "crm/copy_text.hpp"

namespace zenix::crm {

std::string copy_text::next() {
    if (blocks_.empty()) return {};
    std::string block = std::move(blocks_.front());
    blocks_.pop_front();
    return block;
}

void copy_text::put(std::string_view text) {
    std::string& out = blocks_.back();
    for (const char c : text) {
        switch (c) {
        case '\\': out += "\\\\"; break;
        case '\t': out += "\\t"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        default: out += c;
        }
    }
}

}  // namespace zenix::crm

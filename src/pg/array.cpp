#include "pg/array.hpp"

#include <stdexcept>

namespace zenix::pg {
namespace {

[[noreturn]] void refuse(std::string_view text) {
    throw std::logic_error("no one-dimensional array: " + std::string(text.substr(0, 100)));
}

}  // namespace

std::string write_array(const std::vector<std::string>& list) {
    std::string out = "{";
    for (const std::string& item : list) {
        if (out.size() > 1) out += ',';
        out += '"';
        for (const char c : item) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    out += '}';
    return out;
}

std::vector<std::string> read_array(std::string_view text) {
    std::vector<std::string> list;
    if (text.size() < 2 || text.front() != '{' || text.back() != '}') refuse(text);
    const std::string_view body = text.substr(1, text.size() - 2);
    if (body.empty()) return list;

    std::size_t at = 0;
    while (true) {
        std::string item;
        const bool quoted = at < body.size() && body[at] == '"';
        if (quoted) {
            for (++at; at < body.size() && body[at] != '"'; ++at) {
                if (body[at] == '\\' && ++at == body.size()) refuse(text);
                item += body[at];
            }
            if (at++ == body.size()) refuse(text);
        } else {
            for (; at < body.size() && body[at] != ','; ++at) {
                if (body[at] == '{') refuse(text);
                item += body[at];
            }
            if (item == "NULL") item.clear();
        }
        list.push_back(std::move(item));
        if (at == body.size()) return list;
        if (body[at++] != ',') refuse(text);
    }
}

}  // namespace zenix::pg

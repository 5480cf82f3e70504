#include "base/problem.hpp"

namespace zenix {

namespace {

const char* phrase(int status) {
    switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 423: return "Locked";
    case 425: return "Too Early";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 451: return "Unavailable For Legal Reasons";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Error";
    }
}

}  // namespace

problem&& problem::with(std::string_view key, boost::json::value value) && {
    more_.insert_or_assign(key, std::move(value));
    return std::move(*this);
}

problem&& problem::retry_after(int seconds) && {
    retry_after_s_ = seconds;
    return std::move(*this);
}

boost::json::object problem::to_json() const {
    boost::json::object out = more_;
    out["type"] =
        "about:blank";  // RFC 9457 §4.2.1: `title` is the status's phrase, `code` the rest.
    out["title"] = phrase(status_);
    out["status"] = status_;
    out["code"] = code_;
    out["detail"] = detail_;
    if (!field_.empty()) out["field"] = field_;
    return out;
}

problem bad_request(std::string code, std::string detail, std::string field) {
    return {400, std::move(code), std::move(detail), std::move(field)};
}

problem invalid_field(std::string field, std::string detail) {
    return {422, "invalid_field", std::move(detail), std::move(field)};
}

problem not_found(std::string what) { return {404, "not_found", std::move(what)}; }

problem conflict(std::string code, std::string detail) {
    return {409, std::move(code), std::move(detail)};
}

problem forbidden(std::string detail) { return {403, "forbidden", std::move(detail)}; }

problem unavailable(std::string code, std::string detail) {
    return problem(503, std::move(code), std::move(detail)).retry_after(2);
}

}  // namespace zenix

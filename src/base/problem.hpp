#pragma once
#include <boost/json/object.hpp>
#include <exception>
#include <string>

namespace zenix {

/// A refused request, thrown from any depth and answered as RFC 9457 `application/problem+json`.
///
/// `code` is stable and meant for programs, `detail` for people: what is wrong and what to do.
/// `field` is the path of the part at fault (`promise.amount`), empty where none is.
class problem : public std::exception {
  public:
    problem(int status, std::string code, std::string detail, std::string field = {})
        : status_(status), code_(std::move(code)), detail_(std::move(detail)),
          field_(std::move(field)) {}

    /// Further members of the answer, as `decision`.
    problem&& with(std::string_view key, boost::json::value value) &&;
    /// Seconds for the `Retry-After` header; 0 is none.
    problem&& retry_after(int seconds) &&;

    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] const std::string& code() const { return code_; }
    [[nodiscard]] const std::string& detail() const { return detail_; }
    [[nodiscard]] const std::string& field() const { return field_; }
    [[nodiscard]] int retry_after_s() const { return retry_after_s_; }
    [[nodiscard]] const char* what() const noexcept override { return detail_.c_str(); }

    /// The body of the answer; `title` is the status's phrase.
    [[nodiscard]] boost::json::object to_json() const;

  private:
    int status_;
    std::string code_, detail_, field_;
    int retry_after_s_ = 0;
    boost::json::object more_;
};

// The common ones. Each `detail` says the remedy.
[[nodiscard]] problem bad_request(std::string code, std::string detail, std::string field = {});
[[nodiscard]] problem invalid_field(std::string field, std::string detail);  // 422 invalid_field
[[nodiscard]] problem not_found(std::string what);                           // 404 not_found
[[nodiscard]] problem conflict(std::string code, std::string detail);        // 409
[[nodiscard]] problem forbidden(std::string detail);                         // 403 forbidden
[[nodiscard]] problem unavailable(std::string code, std::string detail);     // 503, Retry-After 2

}  // namespace zenix

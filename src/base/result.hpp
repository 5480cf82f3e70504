#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace zenix {

/// What went wrong with a peer: a short stable code and a sentence for the log.
struct failure {
    std::string code;  ///< `timeout`, `refused`, `closed`, `protocol`, `status`, …
    std::string detail;
    int status = 0;  ///< HTTP or SIP status where there is one
};

/// A value or a failure of a peer. Peers fail in normal operation, so it is a value, not an exception.
template <class T>
class [[nodiscard]] result {
  public:
    result(T value) : data_(std::move(value)) {}          // NOLINT(google-explicit-constructor)
    result(failure why) : data_(std::move(why)) {}        // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return data_.index() == 0; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] T& value() & { return std::get<0>(data_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(data_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(data_)); }
    [[nodiscard]] const failure& error() const { return std::get<1>(data_); }

  private:
    std::variant<T, failure> data_;
};

template <>
class [[nodiscard]] result<void> {
  public:
    result() = default;
    result(failure why) : why_(std::move(why)) {}         // NOLINT(google-explicit-constructor)
    [[nodiscard]] bool ok() const { return !why_; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const failure& error() const { return *why_; }

  private:
    std::optional<failure> why_;
};

}  // namespace zenix

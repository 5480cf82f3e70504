#pragma once

namespace zenix {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

/// For tests: how often something random is tried. A sanitizer looks at what a round does, not at how
/// many come out right, and takes ten times as long for it.
constexpr int rounds(int everyday) { return sanitized ? (everyday + 7) / 8 : everyday; }

}  // namespace zenix

import Glibc

/// What the system says about an `errno`, such as `Permission denied`.
func systemText(_ number: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  // The POSIX variant fills the buffer and returns 0 for every number that it knows.
  guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
  return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

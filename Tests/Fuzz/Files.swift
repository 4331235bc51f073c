import CLinux
import Glibc

/// Files and facts of the process.
enum Files {
  static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func seconds() -> Double { Double(belfry_uptime_milliseconds()) / 1000 }

  /// What this process used of the processor so far.
  static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
    }
  }

  /// The most memory that this process ever had.
  static func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss >> 10
  }
}

/// The input that is being read, in a file that outlives a crash of the process.
final class CurrentInput {
  private let page: UnsafeMutableRawPointer
  private static let size = 1 << 17

  init(_ path: String) throws {
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0, ftruncate(file, off_t(CurrentInput.size)) == 0,
      let page = mmap(nil, CurrentInput.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      page != MAP_FAILED
    else { throw Trouble("\(path) cannot be written") }
    close(file)
    self.page = page
  }

  deinit { munmap(page, CurrentInput.size) }

  func keep(_ input: [UInt8]) {
    page.storeBytes(of: UInt64(input.count), as: UInt64.self)
    input.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      (page + 8).copyMemory(from: start, byteCount: bytes.count)
    }
  }

  /// The input that a child left behind.
  static func left(at path: String) -> [UInt8] {
    let bytes = Files.read(path)
    let count = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(bytes.dropFirst(8).prefix(count))
  }
}

import Glibc
import Terminal

/// Removes a folder with what is in it.
enum Folder {
  static func remove(_ path: String) throws {
    guard let stream = opendir(path) else { return }
    var children: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { children.append(path + "/" + name) }
    }
    closedir(stream)
    for child in children {
      if unlink(child) != 0 { try remove(child) }
    }
    guard rmdir(path) == 0 else {
      throw StartFailure(.failed, "\(path): \(String(cString: strerror(errno)))")
    }
  }
}

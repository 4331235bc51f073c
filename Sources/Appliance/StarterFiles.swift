import CAssets

/// The samples of `etc/`, from inside the binary.
enum StarterFiles {
  /// Path below the configuration folder, and content.
  static var all: [(path: String, bytes: [UInt8])] {
    var count = 0
    let files = UnsafeBufferPointer(start: belfry_starter_files(&count), count: count)
    return files.map { file in
      (String(cString: file.path), Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
    }
  }
}

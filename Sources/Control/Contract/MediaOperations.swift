package import Domain

/// Asks for an address to upload one file to.
package struct RequestUpload: Operation {
  package typealias Reply = UploadView
  package static let endpoint = Endpoint(
    "requestUpload", .post, "/v1/media/uploads", role: .author,
    summary: "An address to PUT one file to; confirm it afterwards.")

  /// The file's name, without folders.
  package var name: String
  /// Its type, such as `image/jpeg`; it must be sent so, and its content must be that.
  package var mime: String
  /// Its exact length.
  package var bytes: Int64
  /// SHA-256 of its content, hexadecimal, to be checked; absent: whatever comes is taken.
  package var sha256: String?
  package var project: String?

  package init(
    name: String, mime: String, bytes: Int64, sha256: String? = nil, project: String? = nil
  ) {
    self.name = name
    self.mime = mime
    self.bytes = bytes
    self.sha256 = sha256
    self.project = project
  }

  package func validate() throws(ErrorObject) {
    try MediaCheck.name(name)
    guard bytes > 0 else { throw ErrorObject(.badRequest, "bytes: a file has at least one") }
    guard let sha256 else { return }
    let isHash =
      sha256.utf8.count == 64
      && sha256.allSatisfy { $0.isASCII && ($0.isNumber || ("a"..."f").contains($0)) }
    guard isHash else {
      throw ErrorObject(
        .badRequest, "sha256: not 64 hexadecimal digits in small letters", hint: "use sha256sum")
    }
  }
}

/// Looks at what was uploaded, and takes it if it is what was announced.
package struct ConfirmUpload: Operation {
  package typealias Reply = MediaView
  package static let endpoint = Endpoint(
    "confirmUpload", .post, "/v1/media/{id}/confirm", role: .author,
    summary: "Checks an upload and takes it; then posts can name it.")

  package var id: String

  package init(id: String) { self.id = id }
}

/// Takes a file on the daemon's machine.
package struct PutMedia: Operation {
  package typealias Reply = MediaView
  package static let endpoint = Endpoint(
    "putMedia", .post, "/v1/media", role: .author,
    summary: "Takes a file on the daemon's machine, so that posts can name it.")

  /// An absolute path that the daemon may read.
  package var file: String
  /// What it is called; absent: the file's own name.
  package var name: String?
  package var project: String?

  package init(file: String, name: String? = nil, project: String? = nil) {
    self.file = file
    self.name = name
    self.project = project
  }

  package func validate() throws(ErrorObject) {
    if let name { try MediaCheck.name(name) }
  }
}

/// What people brought.
package struct ListMedia: Operation {
  package typealias Reply = Page<MediaView>
  package static let endpoint = Endpoint(
    "media", .get, "/v1/media", role: .viewer, summary: "Uploaded media, the latest first.")

  package var owner: String?
  package var project: String?
  package var state: MediaState?
  package var limit: Int?
  package var cursor: String?

  package init(
    owner: String? = nil, project: String? = nil, state: MediaState? = nil, limit: Int? = nil,
    cursor: String? = nil
  ) {
    self.owner = owner
    self.project = project
    self.state = state
    self.limit = limit
    self.cursor = cursor
  }

  package func validate() throws(ErrorObject) {
    guard let limit, !(1...1000).contains(limit) else { return }
    throw ErrorObject(.badRequest, "limit: \(limit) is not between 1 and 1000")
  }
}

/// Removes what is old and not needed.
package struct SweepMedia: Operation {
  package typealias Reply = MediaSweep
  package static let endpoint = Endpoint(
    "sweepMedia", .post, "/v1/media/gc", role: .admin,
    summary: "Removes media that are old and not needed by any pending post.")

  /// Say what would go, and do nothing.
  package var dryRun: Bool?

  package init(dryRun: Bool? = nil) { self.dryRun = dryRun }
}

/// Compares the spool with what is written down.
package struct CheckMedia: Operation {
  package typealias Reply = MediaCheckView
  package static let endpoint = Endpoint(
    "checkMedia", .post, "/v1/media/check", role: .admin,
    summary: "Reads every file: what is missing, damaged, or not needed.")

  package init() {}
}

/// Checks that the operations on media share.
enum MediaCheck {
  static func name(_ name: String) throws(ErrorObject) {
    let isPlain =
      (1...255).contains(name.utf8.count) && !name.contains("/")
      && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard isPlain else {
      throw ErrorObject(.badRequest, "name: not the name of a file, without folders")
    }
  }
}

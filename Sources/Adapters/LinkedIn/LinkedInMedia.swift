import Domain

extension LinkedInRecipe {
  /// What the post carries: its pictures, its film, its poll, or the card of its link.
  func attachment(
    of content: Content, _ api: LinkedInAPI, _ flow: inout Flow
  ) throws(Pause) -> LinkedInPost.Attachment? {
    let part = content.parts[0]
    if let poll = part.poll {
      return .poll(poll, question: LinkedInCheck.question(of: content) ?? "")
    }
    var urns: [(urn: String, alt: String)] = []
    for (index, item) in part.media.enumerated() {
      let urn = try upload(item.file, "media-\(index)", api, &flow)
      urns.append((urn, item.alt))
    }
    switch urns.count {
    case 0: break
    case 1:
      let file = part.media[0].file
      let title = file.kind == .image ? nil : content.options["title"]?.string
      let isDocument = file.mime == LinkedInProfile.documentType
      return .media(
        urn: urns[0].urn, alt: isDocument ? "" : urns[0].alt,
        title: isDocument ? title ?? LinkedInRecipe.title(of: file) : title)
    default: return .images(urns)
    }
    guard let link = part.link else { return nil }
    return .article(try article(link, content, api, &flow))
  }

  /// A document must have a title: its name without the ending, where the post gives none.
  private static func title(of file: MediaFile) -> String {
    let name = file.name.hasSuffix(".pdf") ? String(file.name.dropLast(4)) : file.name
    return String(name.prefix(LinkedInProfile.titleCharacters))
  }

  /// The card of a link: LinkedIn looks at no page, so that we do. One that cannot be read must not
  /// stop the post.
  private func article(
    _ link: String, _ content: Content, _ api: LinkedInAPI, _ flow: inout Flow
  ) throws(Pause) -> LinkedInArticle {
    let page = try flow.call("card", LinkCard.page(link), otherwise: LinkCard(link: link))
    let title = content.options["title"]?.string ?? page.title
    var article = LinkedInArticle(
      source: link, title: String(title.prefix(LinkedInProfile.titleCharacters)),
      description: page.description)
    guard let address = page.image,
      let file = try flow.call(
        "card-image", LinkCard.picture(address, limitBytes: LinkedInProfile.thumbnailBytes),
        otherwise: nil), LinkedInProfile.imageTypes.contains(file.mime)
    else { return article }
    article.thumbnail = try upload(file, "card-media", api, &flow)
    return article
  }

  private func upload(
    _ file: MediaFile, _ step: String, _ api: LinkedInAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    guard file.kind == .video else {
      let kind = LinkedInUpload.Kind(of: file)
      let place = try flow.call(step, api.begin(kind))
      try flow.call("\(step)-file", api.put(file, to: place.address))
      try awaitReady(place.urn, kind.collection, step, api, &flow)
      return place.urn
    }
    let film = try flow.call(step, api.beginVideo(file))
    var tags: [String] = []
    for (index, piece) in film.pieces.enumerated() {
      tags.append(try flow.call("\(step)-part-\(index)", api.put(piece, of: file)))
    }
    try flow.call("\(step)-end", api.endVideo(film, tags))
    try awaitReady(film.urn, "videos", step, api, &flow)
    return film.urn
  }

  /// Waits until a file can be attached. A person's sign-in may not look at it: then LinkedIn gets
  /// some seconds, and a post that comes too early all the same is told so, and tried again.
  private func awaitReady(
    _ urn: String, _ kind: String, _ step: String, _ api: LinkedInAPI, _ flow: inout Flow
  ) throws(Pause) {
    guard let asked = try flow.call("\(step)-ready", api.state(of: urn, kind)) else { return }
    try flow.wait(until: asked + LinkedInProfile.unseenProcessing)
  }
}

/// Where a picture or document is sent, and what it is called afterwards.
struct LinkedInUpload: Hashable, Sendable {
  var urn: String
  var address: String

  /// What goes up in one piece.
  enum Kind: String, Hashable, Sendable {
    case image, document

    init(of file: MediaFile) {
      self = file.mime == LinkedInProfile.documentType ? .document : .image
    }

    var collection: String { rawValue + "s" }
  }
}

/// Where the pieces of a film are sent.
struct LinkedInFilm: Hashable, Sendable {
  var urn: String
  var token: String
  var pieces: [Piece]

  /// Exactly these bytes go to this address.
  struct Piece: Hashable, Sendable {
    var address: String
    var first: Int64
    var last: Int64
  }

  /// - Returns: `nil` unless the pieces are the whole file, in order.
  init?(_ value: JSON?, bytes: Int64) {
    guard let urn = value?["video"]?.string, urn.hasPrefix("urn:li:video:"),
      let items = value?["uploadInstructions"]?.array
    else { return nil }
    self.urn = urn
    token = value?["uploadToken"]?.string ?? ""
    pieces = []
    var next: Int64 = 0
    for item in items {
      guard let address = item["uploadUrl"]?.string, let first = item["firstByte"]?.integer,
        let last = item["lastByte"]?.integer, first == next, last >= first
      else { return nil }
      pieces.append(Piece(address: address, first: first, last: last))
      next = last + 1
    }
    guard next == bytes else { return nil }
  }
}

extension LinkedInAPI {
  /// `POST /rest/images?action=initializeUpload`, or `/rest/documents`; the owner must be the
  /// author of the post.
  func begin(_ kind: LinkedInUpload.Kind) -> Exchange<LinkedInUpload> {
    var call = call(.post, "/rest/\(kind.collection)?action=initializeUpload")
    call.setJSON(["initializeUploadRequest": ["owner": .string(author)]])
    return Exchange(
      call,
      value: { answer in
        let value = answer.json?["value"]
        guard let urn = value?[kind.rawValue]?.string, urn.hasPrefix("urn:li:\(kind.rawValue):"),
          let address = value?["uploadUrl"]?.string, WebAddress.isWeb(address)
        else { return nil }
        return LinkedInUpload(urn: urn, address: address)
      }, failure: LinkedInAPI.uploadFailure)
  }

  /// The bytes of a picture or document.
  func put(_ file: MediaFile, to address: String) -> Exchange<Void> {
    Exchange(
      put(address, file, offset: 0, length: file.bytes),
      value: { [200, 201].contains($0.status) ? () : nil }, failure: LinkedInAPI.uploadFailure)
  }

  /// The bytes of one piece of a film: its tag, which the end of the upload names.
  func put(_ piece: LinkedInFilm.Piece, of file: MediaFile) -> Exchange<String> {
    Exchange(
      put(piece.address, file, offset: piece.first, length: piece.last - piece.first + 1),
      value: { $0.header("etag") }, failure: LinkedInAPI.uploadFailure)
  }

  private func put(_ address: String, _ file: MediaFile, offset: Int64, length: Int64) -> Call {
    Call(
      .put, address, headers: [.init("Content-Type", "application/octet-stream")],
      body: [.file(hash: file.hash, offset: offset, length: length)],
      authorization: .bearer(access), deadline: .upload)
  }

  /// `POST /rest/videos?action=initializeUpload`.
  func beginVideo(_ file: MediaFile) -> Exchange<LinkedInFilm> {
    var call = call(.post, "/rest/videos?action=initializeUpload")
    call.setJSON([
      "initializeUploadRequest": [
        "owner": .string(author), "fileSizeBytes": .integer(file.bytes),
        "uploadCaptions": false, "uploadThumbnail": false,
      ]
    ])
    return Exchange(
      call, value: { LinkedInFilm($0.json?["value"], bytes: file.bytes) },
      failure: LinkedInAPI.uploadFailure)
  }

  /// `POST /rest/videos?action=finalizeUpload`.
  func endVideo(_ film: LinkedInFilm, _ tags: [String]) -> Exchange<Void> {
    var call = call(.post, "/rest/videos?action=finalizeUpload")
    call.setJSON([
      "finalizeUploadRequest": [
        "video": .string(film.urn), "uploadToken": .string(film.token),
        "uploadedPartIds": .array(tags.map(JSON.string)),
      ]
    ])
    return Exchange(call, value: { _ in () }, failure: LinkedInAPI.uploadFailure)
  }

  /// Until a file can be attached; when it was asked, for a sign-in that may not look at it.
  func state(of urn: String, _ kind: String) -> Exchange<Instant?> {
    Exchange(call(.get, "/rest/\(kind)/" + PercentEncoding.component(urn))) { answer in
      if answer.status == 403, answer.json != nil { return .value(answer.at) }
      guard answer.isSuccess, let status = answer.json?["status"]?.string else {
        return LinkedInAPI.uploadFailure(answer)
      }
      switch status {
      case "AVAILABLE": return .value(nil)
      case "PROCESSING_FAILED":
        let words = answer.json?["processingFailureReason"]?.string
        return .refused(
          Refusal(
            .content, code: status,
            message: (words ?? "LinkedIn could not process the file").bounded))
      default: return .pending(.seconds(3))
      }
    }
  }

  /// An upload that is not there any more needs a new one.
  private static func uploadFailure<Value>(_ answer: Answer) -> Reading<Value> {
    let reading = LinkedInFailures.reading(of: answer, after: .harmless) as Reading<Value>
    guard case .refused(var refusal) = reading, refusal.kind == .gone else { return reading }
    refusal.kind = .conflict
    return .refused(refusal)
  }
}

import Domain

extension PinterestRecipe {
  /// Uploads a film and waits until Pinterest has worked on it.
  ///
  /// - Returns: its id.
  func upload(
    _ file: MediaFile, _ api: PinterestAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    let upload = try flow.call("film", api.startFilm())
    try flow.call("film-file", upload.send(file, boundary: flow.multipartBoundary))
    try flow.call("film-ready", api.filmReady(upload.id))
    return upload.id
  }
}

/// A place where one film may be sent, for a short while.
struct PinterestUpload: Hashable, Sendable {
  var id: String
  var address: String
  /// Sent in front of the file. Together they are a credential for as long as the place lasts.
  private var fields: [Call.FormPart]

  static let secrets = "upload_parameters.*"

  init?(_ body: JSON?) {
    guard let id = body?["media_id"]?.string ?? body?["media_id"]?.integer.map(String.init),
      let address = body?["upload_url"]?.string, WebAddress.isWeb(address),
      let parameters = body?["upload_parameters"]?.object
    else { return nil }
    self.id = id
    self.address = address
    fields = parameters.keys.sorted().compactMap { name in
      Call.FormPart(name, parameters[name])
    }
    guard fields.count == parameters.count else { return nil }
  }

  /// The bytes, at the storage behind Pinterest, which answers 204 and else in XML.
  func send(_ file: MediaFile, boundary: String) -> Exchange<Void> {
    var call = Call(.post, address, deadline: .upload)
    call.setMultipart(
      fields + [.file(name: "file", file)], boundary: boundary)
    return Exchange(call) { answer in
      if [200, 201, 204].contains(answer.status) { return .value(()) }
      if answer.text.contains("EntityTooLarge") {
        return .refused(
          Refusal(
            .content, code: "EntityTooLarge", message: "the film is too large for Pinterest"))
      }
      // The place is over, or was for another file: a new run gets a new one.
      if (400...499).contains(answer.status), answer.text.contains("<Error>") {
        return .refused(
          Refusal(.conflict, code: "\(answer.status)", message: "the upload was not accepted"))
      }
      guard answer.status >= 500 else { return .unknown }
      return .refused(
        Refusal(.transient, code: "\(answer.status)", message: "the upload did not work"))
    }
  }
}

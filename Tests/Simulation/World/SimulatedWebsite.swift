import Domain

/// The web beyond the networks that posts link to: pages with one picture.
enum SimulatedWebsite {
  static let origin = "https://page.test"
  static let picture = SimulatedMedia(.png, of: "page")

  /// - Parameter url: below `origin`.
  static func answer(to url: String, at now: Instant) -> Answer {
    if url == "\(origin)/bells.png" {
      return Answer(status: 200, headers: [], body: .spooled(picture.file), at: now)
    }
    let page = """
      <html><head><title>All bells</title>
      <meta property="og:description" content="Ding, dong">
      <meta property="og:image" content="/bells.png"></head></html>
      """
    return Answer(status: 200, headers: [], body: .bytes(Array(page.utf8)), at: now)
  }
}

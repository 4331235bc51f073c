package import Config
import Control
package import Domain
import HTTP
import Media

/// Media that posts name and that lie elsewhere: at an address, or uploaded before.
extension MediaStore {
  /// Fetches that run side by side.
  private static let fetchesAtOnce = 4

  /// Brings media here, each once and for all.
  ///
  /// - Returns: what could not be had, and why.
  package func bring(_ absent: AbsentMedia) async -> [DistantMedium: MediaProblem] {
    var waiting = absent.media[...]
    return await withTaskGroup(of: (DistantMedium, MediaProblem?).self) { group in
      func begin() {
        guard let medium = waiting.popFirst() else { return }
        group.addTask { (medium, await self.problem(bringing: medium, absent.settings)) }
      }
      for _ in 0..<MediaStore.fetchesAtOnce { begin() }
      var problems: [DistantMedium: MediaProblem] = [:]
      while let (medium, problem) = await group.next() {
        problems[medium] = problem
        begin()
      }
      return problems
    }
  }

  /// Brings what a caller names, for a post. What is not here yet counts as an upload of theirs.
  ///
  /// - Throws: `too_many`; `bad_request` for what cannot be had.
  func bring(_ medium: DistantMedium, for caller: Caller) async throws(ErrorObject) -> MediaFile {
    if case .upload(let id) = medium { return try await use(id) }
    if arrivals.find(medium, settings.metadata) == nil { try keepPace(caller) }
    do {
      return try await bring(medium, settings)
    } catch {
      throw MediaWords.error(error, "\(medium)")
    }
  }

  /// Brings one medium, unless it is here.
  func bring(
    _ medium: DistantMedium, _ settings: MediaSettings
  ) async throws(MediaProblem) -> MediaFile {
    if let found = arrivals.find(medium, settings.metadata) { return found.file }
    let file: MediaFile
    switch medium {
    case .address(let address): file = try await fetch(address, settings)
    case .upload(let id):
      do {
        file = try await use(id)
      } catch {
        throw .notBrought(error.message)
      }
    }
    try arrivals.note(file, as: medium, settings.metadata)
    return file
  }

  private func problem(
    bringing medium: DistantMedium, _ settings: MediaSettings
  ) async -> MediaProblem? {
    do {
      _ = try await bring(medium, settings)
      return nil
    } catch {
      return error
    }
  }

  private func fetch(
    _ address: String, _ settings: MediaSettings
  ) async throws(MediaProblem) -> MediaFile {
    do {
      try await inTurn { try $0.requireRoom() }
    } catch {
      throw .notBrought(error.message)
    }
    let (path, limit) = (parts.spool.incomingPath(), Int64(settings.largestBytes))
    let result = await parts.transport.send(
      ReadyRequest(
        .get, address, destination: .file(path: path, limitBytes: limit), deadline: .upload,
        reach: .outside, isRepeatable: true))
    switch result.outcome {
    case .notSent(let reason), .unknown(let reason): throw .notBrought(reason)
    case .answered(let answer):
      guard answer.isSuccess else {
        throw .notBrought("the server answered with \(answer.status)")
      }
      guard result.fileBytes != nil else { throw .tooLarge(limitBytes: limit) }
    }
    return try parts.spool.receive(path, name: MediaStore.name(of: address), settings.metadata)
  }

  /// The last part of the path, as a person would call it.
  private static func name(of address: String) -> String {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    let parts = path.split(separator: "/").dropFirst(2)
    return parts.last.map(String.init) ?? "download"
  }
}

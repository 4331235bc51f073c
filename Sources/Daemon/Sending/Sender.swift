package import Crypto
import Domain
package import HTTP
package import Media
package import Scheduler

/// Carries out the core's calls: fills in secrets, sends, seals secret answers, and reports. It
/// decides nothing and repeats nothing.
package final class Sender: Sendable {
  private let transport: CurlTransport
  private let vault: Vault
  private let spool: Spool
  private let references: SecretReferences
  private let media: MediaStore?
  private let report: @Sendable (Event) -> Void

  /// - Parameters:
  ///   - references: finds secrets that are not in the vault.
  ///   - media: knows where the world can fetch spooled files; `nil` where it cannot.
  ///   - report: hands an event to the engine.
  package init(
    transport: CurlTransport, vault: Vault, spool: Spool, references: SecretReferences,
    media: MediaStore? = nil, report: @escaping @Sendable (Event) -> Void
  ) {
    self.transport = transport
    self.vault = vault
    self.spool = spool
    self.references = references
    self.media = media
    self.report = report
  }

  /// Sends a call; its report follows as an event. Files that the platform is to fetch are brought
  /// to where it can, before anything is sent.
  ///
  /// - Parameter sealed: the vault's rows that the call names.
  func send(_ order: SendOrder, sealed: [SecretKey: SealedSecret]) {
    let files = order.call.publicFiles
    guard !files.isEmpty else { return depart(order, sealed, [:]) }
    Task {
      do throws(ErrorObject) {
        depart(order, sealed, try await addresses(of: files))
      } catch {
        giveUp(order, error.message + (error.hint.map { " (\($0))" } ?? ""), obstacle: error)
      }
    }
  }

  private func addresses(of files: [PublicFile]) async throws(ErrorObject) -> [PublicFile: String] {
    let found = try await media?.addresses(of: files) ?? [:]
    guard let lost = files.first(where: { found[$0] == nil }) else { return found }
    throw ErrorObject(
      .badConfiguration, "the network must fetch the file \(lost.hash.prefix(8)) from here",
      hint: "accounts.yaml needs media: bucket:, or listen: with a public_url")
  }

  private func depart(
    _ order: SendOrder, _ sealed: [SecretKey: SealedSecret], _ addresses: [PublicFile: String]
  ) {
    // Drawing a name costs more than everything else here.
    let incoming = order.call.destination.isSpool ? spool.incomingPath() : ""
    let request: ReadyRequest
    let redaction: Redaction
    do {
      let filler = CallFiller(
        secrets: try secrets(of: order, sealed), path: { [spool] in spool.path(of: $0) },
        publicAddress: { addresses[PublicFile(hash: $0, mime: $1)] })
      request = try filler.request(
        for: order.call, isRepeatable: order.isRepeatable, incoming: { incoming })
      redaction = try filler.redaction(for: order.call)
    } catch {
      return giveUp(order, "\(error)")
    }
    transport.send(request) { [self] result in
      var received = received(result, for: order, redaction, incoming)
      // On the transport's thread it costs the core nothing.
      received.outcome.readJSON()
      report(.report(received))
    }
  }

  /// Nothing of it has left.
  ///
  /// - Parameter obstacle: the trouble here that a person must mend, or that passes.
  private func giveUp(_ order: SendOrder, _ reason: String, obstacle: ErrorObject? = nil) {
    report(
      .report(
        CallReport(
          flow: order.flow, outcome: .notSent(reason), took: .zero, obstacle: obstacle)))
  }

  /// Asks a host whether it is there and what time it has.
  func ping(host: String, url: String) {
    let deadline = Call.Deadline(connectSeconds: 5, totalSeconds: 10)
    let request = ReadyRequest(
      .head, url, destination: .memory(limitBytes: 64 << 10), deadline: deadline,
      isRepeatable: true)
    transport.send(request) { [report] result in
      if case .answered(let answer) = result.outcome {
        report(.ping(host: host, answered: answer.status < 500, date: answer.platformDate))
      } else {
        report(.ping(host: host, answered: false, date: nil))
      }
    }
  }

  private func secrets(
    of order: SendOrder, _ sealed: [SecretKey: SealedSecret]
  ) throws -> [SecretKey: Secret] {
    var secrets: [SecretKey: Secret] = [:]
    for key in order.call.secretKeys {
      if let row = sealed[key] {
        secrets[key] = try vault.open(row, account: order.account)
      } else {
        secrets[key] = try references.secret(key)
      }
    }
    return secrets
  }

  private func received(
    _ result: TransferResult, for order: SendOrder, _ redaction: Redaction, _ incoming: String
  ) -> CallReport {
    let cleaned = redaction.cleaned(result.outcome)
    var report = CallReport(flow: order.flow, outcome: cleaned, took: result.duration)
    guard case .answered(let answer) = result.outcome else { return report }
    switch order.call.destination {
    case .memory: break
    case .spool:
      if result.fileBytes != nil {
        report.outcome = redaction.cleaned(spooled(answer, incoming))
      }
    case .vault(let fields, let headers, _):
      let split = VaultAnswer(answer, fields: fields, headers: headers) { field in
        .vault(flow: order.flow, run: order.run, step: order.step, field: field)
      }
      do {
        report.sealed = try split.secrets.map { key, value in
          try vault.seal(value, as: key, account: order.account)
        }
        // Sealed first: a renewal may bring the very token that stood in the address.
        report.outcome = redaction.cleaned(.answered(split.answer))
      } catch {
        report.outcome = .unknown("the answer's secrets could not be sealed: \(error)")
      }
    }
    return report
  }

  private func spooled(_ answer: Answer, _ incoming: String) -> Outcome {
    var answer = answer
    do {
      answer.body = .spooled(try spool.receive(incoming, name: "download", .strip))
    } catch {
      // What is not media is of no use as a file; the recipe sees an empty body.
      answer.body = .bytes([])
    }
    return .answered(answer)
  }
}

extension Call.Destination {
  fileprivate var isSpool: Bool { if case .spool = self { true } else { false } }
}

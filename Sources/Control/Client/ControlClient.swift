package import Domain
import HTTP

/// The typed client of the control API.
package struct ControlClient: Sendable {
  private let transport: any ControlTransport

  package init(transport: any ControlTransport) {
    self.transport = transport
  }

  /// Carries out `operation`.
  ///
  /// - Throws: `unreachable` when the daemon cannot be asked, `refused` with its error object when
  ///   it says no, `garbled` when its answer cannot be read.
  package func call<Request: Operation>(_ operation: Request) async throws(ControlError)
    -> Request.Reply
  {
    let answer = try await send(operation, accept: "application/json")
    let body = try await whole(answer)
    guard (200..<300).contains(answer.status) else { throw ControlClient.refusal(answer, body) }
    do {
      return try JSON.decode(
        Request.Reply.self, from: body, bounds: JSON.Bounds(bytes: .max, depth: 64))
    } catch {
      throw .garbled("the answer to \(Request.endpoint.name) cannot be read: \(error)")
    }
  }

  /// Carries out a streaming `operation`: its documents, one by one, until the daemon ends it.
  ///
  /// - Throws: as `call`; what goes wrong later ends the stream with a `ControlError`.
  package func follow<Request: Operation>(_ operation: Request) async throws(ControlError)
    -> AsyncThrowingStream<Request.Reply, any Error>
  {
    let answer = try await send(operation, accept: "application/x-ndjson")
    guard (200..<300).contains(answer.status) else {
      throw ControlClient.refusal(answer, try await whole(answer))
    }
    let (documents, continuation) = AsyncThrowingStream<Request.Reply, any Error>.makeStream()
    let pump = Task {
      var lines = LineSplitter()
      do {
        for try await chunk in answer.body {
          for line in lines.split(chunk) where !line.isEmpty {
            continuation.yield(try JSON.decode(Request.Reply.self, from: line))
          }
        }
        continuation.finish()
      } catch let error as Unreachable {
        continuation.finish(throwing: ControlError.unreachable(error))
      } catch {
        continuation.finish(throwing: ControlError.garbled("an event cannot be read: \(error)"))
      }
    }
    continuation.onTermination = { _ in pump.cancel() }
    return documents
  }

  private func send<Request: Operation>(_ operation: Request, accept: String)
    async throws(ControlError) -> ControlAnswer
  {
    let call = try RequestWriter(operation, accept: accept).call()
    do throws(Unreachable) {
      return try await transport.send(call)
    } catch {
      throw .unreachable(error)
    }
  }

  private func whole(_ answer: ControlAnswer) async throws(ControlError) -> [UInt8] {
    var body: [UInt8] = []
    do {
      for try await chunk in answer.body { body += chunk }
    } catch let error as Unreachable {
      throw .unreachable(error)
    } catch {
      throw .garbled("the answer broke off: \(error)")
    }
    return body
  }

  private static func refusal(_ answer: ControlAnswer, _ body: [UInt8]) -> ControlError {
    guard let document = try? JSON.decode(ErrorBody.self, from: body) else {
      return .garbled("status \(answer.status) without an error object")
    }
    return .refused(document.error)
  }
}

/// Why the daemon did not do what it was asked.
package enum ControlError: Error, Hashable, Sendable {
  case unreachable(Unreachable)
  case refused(ErrorObject)
  /// The answer is not what the contract says; another version, or not Belfry at all.
  case garbled(String)
}

/// Cuts a stream of bytes into lines.
struct LineSplitter {
  private var rest: [UInt8] = []

  /// The lines that `chunk` completes, without their ends.
  mutating func split(_ chunk: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in chunk {
      if byte == 0x0A {
        lines.append(rest)
        rest = []
      } else {
        rest.append(byte)
      }
    }
    return lines
  }
}

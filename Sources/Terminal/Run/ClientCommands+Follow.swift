import Control
import Domain

/// Commands that follow a stream until they are interrupted.
extension ClientCommands {
  func events(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let after = invocation.number("after").map(Int64.init)
    return try await follow(FollowEvents(after: after), invocation) { $0.page($1) }
  }

  func logs(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let level = invocation.value("level").flatMap(LogLevel.init)
    let tail = invocation.number("tail") ?? 10
    return try await follow(FollowLogs(level: level, tail: tail), invocation) { $0.page($1) }
  }

  private func follow<Request: Operation>(
    _ request: Request, _ invocation: Invocation,
    _ write: (PageWriter, Request.Reply) -> String
  ) async throws(CommandFailure) -> ExitCode {
    let pages = invocation.wantsJSON ? nil : try await self.pages()
    let documents: AsyncThrowingStream<Request.Reply, any Error>
    do throws(ControlError) {
      documents = try await client.follow(request)
    } catch {
      throw .control(error)
    }
    do {
      for try await document in documents {
        if let pages {
          console.write(write(pages, document))
        } else {
          try printJSON(document)
        }
      }
    } catch let error as ControlError {
      throw .control(error)
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw .control(.garbled("the stream broke off: \(error)"))
    }
    return .done
  }
}

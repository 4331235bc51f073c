import Glibc
@_spi(ExperimentalCustomExecutors) import _Concurrency

/// Where the process's tasks run: on threads of ours instead of libdispatch's, which look at
/// themselves once a second for ever (docs/decisions/0015-executors.md).
enum Executors: ExecutorFactory {
  private static let mainQueue = MainQueue()

  static var mainExecutor: any MainExecutor { mainQueue }
  static let defaultExecutor: any TaskExecutor = WorkerPool()

  /// Runs `main` on the main thread, and with it everything that it starts; ends the process with
  /// its result.
  ///
  /// Call it once, before anything asynchronous.
  static func run(_ main: @escaping @MainActor @Sendable () async -> Int32) -> Never {
    _createExecutors(factory: Executors.self)
    Task { @MainActor in exit(await main()) }
    mainQueue.serve()
  }
}

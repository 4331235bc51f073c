import Scheduler
import Testing

@testable import Daemon

@Suite("The engine's mailbox")
struct MailboxTests {
  private let task = Letter.task(Letter.Job(run: { _ in }, refuse: { _ in }))

  @Test("where more waits than a turn takes, people come before what only happened")
  func people() {
    let mailbox = Mailbox(bell: Bell())
    for _ in 0..<9 { mailbox.post(.event(.wake)) }
    mailbox.post(task)
    #expect(mailbox.take(4).map(\.isTask) == [true, false, false, false])
    #expect(mailbox.take(9).count == 6)
    #expect(mailbox.rest())
  }

  @Test("a turn in which somebody waits takes few of what only happened, and is short")
  func short() {
    let mailbox = Mailbox(bell: Bell())
    for _ in 0..<40 { mailbox.post(.event(.wake)) }
    mailbox.post(task)
    let taken = mailbox.take(64)
    #expect(taken.first?.isTask == true)
    #expect(taken.count == 1 + Mailbox.besideTasksMax)
    #expect(mailbox.take(64).count == 40 - Mailbox.besideTasksMax)
  }

  @Test("a brief turn takes few of what only happened, although nobody waits yet")
  func brief() {
    let mailbox = Mailbox(bell: Bell())
    for _ in 0..<40 { mailbox.post(.event(.wake)) }
    #expect(mailbox.take(64, isBrief: true).count == Mailbox.besideTasksMax)
    #expect(mailbox.take(64).count == 40 - Mailbox.besideTasksMax)
  }

  @Test("large work comes alone, in its order")
  func large() {
    let mailbox = Mailbox(bell: Bell())
    for _ in 0..<3 { mailbox.post(.event(.wake)) }
    mailbox.post(.whole(Letter.Job(run: { _ in }, refuse: { _ in })))
    mailbox.post(task)
    #expect(mailbox.take(2).count == 2)
    #expect(mailbox.take(2).count == 1)
    #expect(mailbox.take(2).map(\.isWhole) == [true])
    #expect(mailbox.take(2).map(\.isTask) == [true])
  }

  @Test("the bell rings once for a reader who sleeps, and for nobody who is awake")
  func ringing() {
    let bell = Bell()
    let mailbox = Mailbox(bell: bell)
    mailbox.post(.event(.wake))
    #expect(!bell.clear())
    #expect(!mailbox.rest())
    #expect(mailbox.take(64).count == 1)
    mailbox.post(.event(.wake))
    #expect(!bell.clear())
    #expect(mailbox.take(64).count == 1)
    #expect(mailbox.rest())
    for _ in 0..<2 { mailbox.post(.event(.wake)) }
    #expect(bell.clear())
    #expect(mailbox.take(64).count == 2)
    // Woken by its clock, it is awake as well.
    #expect(mailbox.rest())
    #expect(mailbox.take(64).isEmpty)
    mailbox.post(.event(.wake))
    #expect(!bell.clear())
  }
}

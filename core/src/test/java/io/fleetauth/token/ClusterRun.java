// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static io.fleetauth.token.Fleet.DEVICE;
import static io.fleetauth.token.Fleet.OWN;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.Claim;
import io.fleetauth.session.Nodes;
import io.fleetauth.session.OpenSealer;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SharedStore;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run of two nodes that are asked for the token of a session whose access token has expired.
 * Each step of the store and the server, and each fault, comes when the path wants it.
 */
final class ClusterRun {

  private static final int MOST_ACTIONS = 1_000;

  final List<String> history = new ArrayList<>();
  private final RotatingAuthority authority = new RotatingAuthority();
  private final SharedStore shared = new SharedStore();
  private final OpenSealer sealer = new OpenSealer();
  private final Sessions sessions =
      new Sessions(shared.store(), sealer, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private final List<Member> members = new ArrayList<>();
  private final Path path;
  private final UnaryOperator<Nodes> nodes;
  private int crashes;
  private int pauses;
  private int losses;
  private int faults;
  private int switches;
  private int stoppedAt;
  private @Nullable Member mover;

  /** Decides what happens next. */
  @FunctionalInterface
  interface Path {

    /** Returns an index below {@code options}, or -1 when all runs from {@code state} are known. */
    int next(int options, String state);
  }

  /**
   * How many faults of each kind may happen, and how often a node that could go on may be left for
   * the other.
   */
  record Most(int crashes, int pauses, int losses, int switches) {}

  /** Something that may happen next; as a step of {@code mover}, unless it is a fault. */
  private record Action(String name, Runnable run, @Nullable Member mover) {}

  /**
   * @param path says what happens next
   * @param nodes what the nodes are told of each other, to break a rule
   */
  ClusterRun(Path path, Most most, UnaryOperator<Nodes> nodes) {
    this.path = path;
    this.nodes = nodes;
    this.crashes = most.crashes();
    this.pauses = most.pauses();
    this.losses = most.losses();
    this.switches = most.switches();
    Instant then = Instant.EPOCH;
    var token = new AccessToken("access-0", "Bearer", OWN, then, then.plusSeconds(1), null);
    var session =
        new SignedIn(
            authority.current(), OWN, Map.of(OWN, token), null, then, then, null, null, null);
    sessions.replace(new StoredSession(Fleet.key(DEVICE), 1, session)).block();
    members.add(member("A"));
    members.add(member("B"));
  }

  private Member member(String name) {
    return new Member(name, shared, sealer, this::use, nodes);
  }

  /** Runs to the end; throws {@code AssertionError} when a promise is broken. */
  void run() {
    members.forEach(Member::read);
    List<Action> actions = actions();
    while (!actions.isEmpty()) {
      check(history.size() < MOST_ACTIONS, "does not come to an end");
      int next = actions.size() == 1 ? 0 : path.next(actions.size(), state());
      if (next < 0) {
        return; // goes on like a run before
      }
      Action action = actions.get(next);
      history.add(action.name());
      note(action.mover());
      action.run().run();
      actions = actions();
    }
    verify();
  }

  /** Two runs that come to the same state have the same future, however they came there. */
  private String state() {
    var state = new StringBuilder();
    members.forEach(member -> state.append(member.state()).append('|'));
    return state
        .append(sessions.find(Fleet.key(DEVICE)).block())
        .append(authority.current().value())
        .append(
            " "
                + authority.reuses
                + crashes
                + pauses
                + losses
                + switches
                + mover
                + isWorthGoingOn())
        .toString();
  }

  private void note(@Nullable Member next) {
    if (next != null) {
      switches -= isLeft(next) ? 1 : 0;
      mover = next;
    }
  }

  /** Returns whether a step of {@code next} leaves one who could go on. */
  private boolean isLeft(Member next) {
    return mover != null && mover != next && mover.isRunning() && !mover.steps.isEmpty();
  }

  private List<Action> actions() {
    var actions = new ArrayList<Action>();
    if (members.stream().allMatch(Member::isDone)) {
      return actions;
    }
    members.stream()
        .filter(member -> member.isRunning() && (switches > 0 || !isLeft(member)))
        .forEach(member -> steps(member, actions));
    if (actions.isEmpty()) {
      members.stream().filter(this::waits).forEach(m -> add(actions, m + " waits", m::tick));
    }
    for (Member member : members) {
      recoveries(member, actions);
      faults(member, actions);
    }
    return actions;
  }

  private boolean waits(Member member) {
    return member.isRunning() && member.read.isEmpty() && !member.late;
  }

  private void steps(Member member, List<Action> actions) {
    for (Member.Step step : List.copyOf(member.steps)) {
      Runnable happen = () -> happen(member, step, step.happen());
      actions.add(new Action(step.name(), happen, member));
      Runnable lose = step.lose();
      if (lose != null && losses > 0 && mayFail(member)) {
        add(actions, step.name() + " is lost", () -> lose(member, step, lose));
      }
    }
  }

  private static void happen(Member member, Member.Step step, Runnable what) {
    member.seen.append(what == step.happen() ? " " : " lost ").append(step.name());
    member.steps.remove(step);
    what.run();
  }

  private void lose(Member member, Member.Step step, Runnable what) {
    losses--;
    faults++;
    happen(member, step, what);
  }

  /** A process that goes on after a stop: what it waited for comes before or after its timers. */
  private void recoveries(Member member, List<Action> actions) {
    if (member.frozen && isWorthGoingOn()) {
      add(actions, member.name + " goes on", () -> member.frozen = false);
    } else if (member.late && member.isRunning()) {
      add(actions, member.name + " catches up and is back", member::catchUp);
    }
  }

  /**
   * A stopped process goes on in its first moments, or when others do more than to look whether it
   * does: all the looks between are alike.
   */
  private boolean isWorthGoingOn() {
    return history.size() - stoppedAt <= 3
        || members.stream().filter(Member::isRunning).allMatch(Member::isPastLooking);
  }

  private void faults(Member member, List<Action> actions) {
    if (!member.isRunning() || !member.read.isEmpty() || !mayFail(member)) {
      return;
    }
    if (crashes > 0) {
      add(actions, member.name + " is killed", () -> crash(member));
    }
    if (pauses > 0 && !member.late) {
      add(actions, member.name + " stops and is given up", () -> freeze(member, true));
      add(actions, member.name + " stops", () -> freeze(member, false));
    }
  }

  /** The nodes are alike, so the first fault may as well be the first one's. */
  private boolean mayFail(Member member) {
    return faults > 0 || member == members.get(0);
  }

  private void crash(Member member) {
    crashes--;
    faults++;
    member.crash();
  }

  private void freeze(Member member, boolean givenUp) {
    pauses--;
    faults++;
    member.frozen = true;
    stoppedAt = history.size();
    member.late = true;
    if (givenUp) {
      member.node.gone();
    } else {
      member.node.cutOff();
    }
  }

  private static void add(List<Action> actions, String name, Runnable run) {
    actions.add(new Action(name, run, null));
  }

  /**
   * T2: a token is spent twice only by who took over from a node that did not come back with an
   * answer, and knows that.
   */
  private TokenSet use(RefreshToken token, Instant now) {
    Claim claim = session() == null ? null : session().claim();
    boolean known = claim != null && claim.uncertain();
    check(known || token.equals(authority.current()), "spent twice without knowing");
    check(faults > 0 || authority.uses < members.size() - 1, "renewed twice without a fault");
    return authority.use(token, now);
  }

  private @Nullable SignedIn session() {
    StoredSession found = sessions.find(Fleet.key(DEVICE)).block();
    return found == null ? null : found.session().tokens();
  }

  private void verify() {
    members.stream().filter(member -> !member.crashed).forEach(this::verifyRead);
    members.stream().filter(member -> !member.crashed).forEach(this::close);
    Member last = member("C");
    members.add(last);
    last.renew();
    settle(last);
    check(!last.read.isEmpty(), "C got no answer");
    int uncertain = members.stream().mapToInt(member -> member.uncertain).sum();
    boolean over = members.stream().anyMatch(ClusterRun::hasToSignIn);
    check(!over || faults > 0, "a session was lost without a fault");
    check(!over || uncertain > 0, "a session was lost in silence");
    check(!over || authority.isRevoked(), "a session was ended that is good");
    check(
        over || authority.current().equals(session().refreshToken()),
        "the newest refresh token was lost");
    check(over || last.read.get(0) instanceof String, "C got " + last.read);
  }

  private static boolean hasToSignIn(Member member) {
    return !member.read.isEmpty() && member.read.get(0) instanceof SignInRequiredException;
  }

  private void verifyRead(Member member) {
    check(member.read.size() == 1, member.name + " got no answer");
    Object read = member.read.get(0);
    boolean typed = read instanceof SignInRequiredException || read instanceof IOException;
    check(read instanceof String || typed, member.name + " got " + read);
    check(faults > 0 || read.equals("access-1"), member.name + " got " + read);
  }

  private void close(Member member) {
    member.tokens.close().subscribe();
    settle(member);
  }

  /** Lets everything happen that the member is about to do. */
  private void settle(Member member) {
    for (int i = 0; i < MOST_ACTIONS && !(member.steps.isEmpty() && !member.read.isEmpty()); i++) {
      if (member.steps.isEmpty()) {
        member.tick();
      } else {
        Member.Step next = member.steps.get(0);
        history.add(next.name());
        happen(member, next, next.happen());
      }
    }
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise + ": " + history);
    }
  }
}

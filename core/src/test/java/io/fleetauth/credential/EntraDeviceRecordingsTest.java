// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.FleetAuth;
import io.fleetauth.credential.EntraRecordings.Kind;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.device.SignInEvent.Authorized;
import io.fleetauth.device.SignInEvent.Failed;
import io.fleetauth.device.SignInEvent.Pending;
import io.fleetauth.device.SignInEvent.UserActionRequired;
import io.fleetauth.http.HttpOptions.Timeouts;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.recordings.Recorded;
import io.fleetauth.recordings.Recorded.Answer;
import io.fleetauth.recordings.Recording;
import io.fleetauth.recordings.ReplayServer;
import io.fleetauth.session.DeviceId;
import io.fleetauth.time.VirtualClock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The device flow says what the recorded client said, and understands what Entra answered. */
class EntraDeviceRecordingsTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final DeviceId DEVICE = new DeviceId("glasses-1");

  /** Answers come in real time, while the virtual one runs ahead. */
  private static final Timeouts PATIENT =
      new Timeouts(Duration.ofSeconds(20), Duration.ofHours(1), Duration.ofHours(1));

  private final ReplayServer server = new ReplayServer();
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final VirtualClock clock = new VirtualClock(time);
  private final BlockingQueue<SignInEvent> events = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    server.close();
  }

  static Stream<Recording> signIns() {
    return EntraRecordings.all().stream()
        .filter(recording -> Kind.of(recording) == Kind.DEVICE)
        .filter(recording -> !recording.name().contains("cancelling"));
  }

  @ParameterizedTest
  @MethodSource("signIns")
  void replaysTheSignIn(Recording recording) throws Exception {
    List<Recorded> posts =
        posts(recording).stream().map(EntraDeviceRecordingsTest::cleaned).toList();
    Recorded last = posts.get(posts.size() - 1);
    var grant = new EntraGrant(last);
    FleetAuth fleet = fleet(grant);
    server.play(posts);
    Credential session = fleet.credential(DEVICE);
    assertThatThrownBy(() -> session.token(grant.request()).block(WAIT))
        .isInstanceOf(CredentialUnavailableException.class);

    fleet.signIn(DEVICE).subscribe(events::add);

    compare(posts.get(0), ((UserActionRequired) next()).authorization());
    for (int poll = 1; poll < posts.size() - 1; poll++) {
      assertThat(waitFor(poll + 1)).isInstanceOf(Pending.class);
    }
    var authorized = (Authorized) waitFor(posts.size());
    assertThat(authorized.accessToken()).isEqualTo(grant.token(clock.instant()));
    assertThat(session.token(grant.request()).block(WAIT)).isEqualTo(authorized.accessToken());
    assertThat(server.sent()).hasSameSizeAs(posts);
    for (int i = 0; i < posts.size(); i++) {
      new EntraGrant(posts.get(i)).compare(server.sent().get(i));
    }
    fleet.close().block(WAIT);
  }

  @Test
  void replaysTheSignInThatIsCancelled() throws Exception {
    List<Recorded> posts = posts(named("cancelling"));
    FleetAuth fleet = fleet(new EntraGrant(posts.get(0)));
    server.play(posts);
    Disposable signIn = fleet.signIn(DEVICE).subscribe(events::add);
    next();
    assertThat(waitFor(2)).isInstanceOf(Pending.class);

    signIn.dispose();
    time.advanceTimeBy(Duration.ofMinutes(10));

    Flux.interval(Duration.ofMillis(10)) // the poll may just be ending
        .takeUntil(tick -> fleet.pendingSignIns() == 0)
        .blockLast(WAIT);
    assertThat(server.sent()).hasSize(2);
    new EntraGrant(posts.get(1)).compare(server.sent().get(1));
    fleet.close().block(WAIT);
  }

  /** Who made the recordings took the signature away, so this is a forged token. */
  @Test
  void refusesTheIdTokenWhoseSignatureWasReplaced() throws Exception {
    var played = new ArrayList<>(posts(named("silently")));
    var grant = new EntraGrant(played.get(0));
    played.add(answer("{\"keys\":[]}"));
    FleetAuth fleet = fleet(grant);
    server.play(played);

    fleet.signIn(DEVICE).subscribe(events::add);
    next();
    SignInEvent last = waitFor(2);
    for (int sent = 3; last instanceof Pending; sent++) {
      last = waitFor(sent);
    }

    assertThat(((Failed) last).error().code()).isEqualTo(ErrorCode.INVALID_TOKEN);
    fleet.close().block(WAIT);
  }

  private static Recorded answer(String body) {
    return new Recorded(
        "GET",
        URI.create("https://login.microsoftonline.com/keys"),
        Map.of(),
        "",
        new Answer(200, Map.of(), body));
  }

  private FleetAuth fleet(EntraGrant grant) {
    var client = ClientRegistration.entra(grant.tenant(), grant.client());
    return FleetAuth.builder(client.withScopes(grant.scopes()))
        .http(server.options().withTimeouts(PATIENT))
        .time(clock, time)
        .build();
  }

  private static Recording named(String part) {
    return EntraRecordings.all().stream()
        .filter(recording -> Kind.of(recording) == Kind.DEVICE)
        .filter(recording -> recording.name().contains(part))
        .findFirst()
        .get();
  }

  private static List<Recorded> posts(Recording recording) {
    return recording.operations().stream().filter(EntraRecordings::isGrant).toList();
  }

  /** One recording has the real device code in its answer, and the word for it elsewhere. */
  private static Recorded cleaned(Recorded post) {
    var body = (ObjectNode) JsonMapper.shared().readTree(post.answer().body());
    body.remove("id_token");
    if (body.has("device_code")) {
      body.put("device_code", "DEVICE_CODE");
    }
    Answer answer = new Answer(post.answer().status(), post.answer().headers(), body.toString());
    return new Recorded(post.method(), post.uri(), post.headers(), post.body(), answer);
  }

  private static void compare(Recorded post, DeviceAuthorization answer) {
    var recorded = JsonMapper.shared().readTree(post.answer().body());
    assertThat(answer.deviceCode().value()).isEqualTo(recorded.get("device_code").stringValue());
    assertThat(answer.userCode().value()).isEqualTo(recorded.get("user_code").stringValue());
    assertThat(answer.verificationUri())
        .hasToString(recorded.get("verification_uri").stringValue());
    assertThat(answer.verificationUriComplete()).isNull();
    assertThat(answer.message()).isEqualTo(recorded.get("message").stringValue());
    assertThat(answer.expiresIn().toSeconds()).isEqualTo(recorded.get("expires_in").intValue());
    assertThat(answer.interval()).as("0 is none").isEqualTo(DeviceAuthorization.DEFAULT_INTERVAL);
  }

  private SignInEvent next() throws InterruptedException {
    SignInEvent event = events.poll(WAIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  /** Lets the time run until so many requests are out; returns what comes of the last. */
  private SignInEvent waitFor(int requests) throws InterruptedException {
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (server.sent().size() < requests && System.nanoTime() < deadline) {
      time.advanceTimeBy(Duration.ofSeconds(1));
      SignInEvent event = events.poll(5, TimeUnit.MILLISECONDS);
      if (event != null) {
        return event;
      }
    }
    return next();
  }
}

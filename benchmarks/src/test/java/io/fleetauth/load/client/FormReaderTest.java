// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.load.client.Submission.Purpose;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pages in the shapes of different servers, written for these tests. */
class FormReaderTest {

  private static final URI PAGE = URI.create("https://id.example.com/a/device?x=1");

  private final FormReader reader = new FormReader("alice", "wonderland");

  @Test
  void entersTheCodeWhereItIsAskedFor() {
    Submission form =
        read(
            """
            <form action="login?execution=7&amp;tab=1" method="post">
            <input type="text" name="device_user_code"><input type="submit" value="Go"></form>""");

    assertThat(form.purpose()).isEqualTo(Purpose.USER_CODE);
    assertThat(form.action())
        .isEqualTo(URI.create("https://id.example.com/a/login?execution=7&tab=1"));
    assertThat(form.post()).isTrue();
    assertThat(form.fields()).isEqualTo(Map.of("device_user_code", "ABCD-EFGH"));
  }

  @Test
  void signsIn() {
    Submission form =
        read(
            """
            <form method="get" action="/search"><input name="q"><button>Search</button></form>
            <form method="POST" action="/auth"><input name="username"><input type="password"
             name="password"><input type="hidden" name="credentialId" value="">
            <input type="checkbox" name="rememberMe"><button name="login">Sign In</button></form>
            <form method="post" action="/register"><button>Register</button></form>""");

    assertThat(form.purpose()).isEqualTo(Purpose.SIGN_IN);
    assertThat(form.fields())
        .isEqualTo(
            Map.of(
                "username", "alice",
                "password", "wonderland",
                "credentialId", "",
                "rememberMe", "on",
                "login", ""));
  }

  @Test
  void pressesYesNotNo() {
    Submission form =
        read(
            """
            <form method="post" action="consent"><input type="hidden" name="code" value="h1">
            <input type="submit" name="cancel" value="No"><input type="submit" name="accept"
             value="Yes"></form>""");

    assertThat(form.purpose()).isEqualTo(Purpose.CONSENT);
    assertThat(form.fields()).isEqualTo(Map.of("code", "h1", "accept", "Yes"));
  }

  @Test
  void pressesApproveBehindDeny() {
    Submission form =
        read(
            """
            <form method="post" action="/device/confirm"><input type="hidden" name="csrf" value="t">
            <button name="decision" value="deny">Deny</button>
            <button name="decision" value="approve">Approve</button></form>
            <form method="post" action="/device/logout"><button>Use another account</button></form>""");

    assertThat(form.fields()).isEqualTo(Map.of("csrf", "t", "decision", "approve"));
  }

  @Test
  void consentsToAllThatCanBeTicked() {
    Submission form =
        read(
            """
            <form method="post" action="/oauth2/device_verification">
            <input type="hidden" name="state" value="s">
            <input type="checkbox" name="scope" value="read" id="read">
            <button type="submit" id="submit-consent">Submit Consent</button>
            <button type="button" onclick="cancel()">Cancel</button></form>""");

    assertThat(form.fields()).isEqualTo(Map.of("state", "s", "scope", "read"));
  }

  @Test
  void pressesButtonsThatStandOutsideOfTheirForm() {
    Submission form =
        read(
            """
            <form id="go" method="post" action="/device"><input type="hidden" name="xsrf" value="x">
            <input type="hidden" name="user_code" value="ABCD-EFGH"></form>
            <button type="submit" form="go" name="abort" value="yes">[ Abort ]</button>
            <button type="submit" form="go" name="confirm" value="yes">Continue</button>""");

    assertThat(form.fields())
        .isEqualTo(Map.of("xsrf", "x", "user_code", "ABCD-EFGH", "confirm", "yes"));
  }

  @Test
  void goesNowhereFromAPageWithoutForms() {
    assertThat(next("<h1>Done</h1><a href=/device>Another code</a>")).isEmpty();
  }

  @Test
  void goesNowhereWhenAllButtonsRefuse() {
    assertThat(next("<form method=post><button>Cancel</button></form>")).isEmpty();
  }

  private Submission read(String html) {
    return next(html).orElseThrow();
  }

  private Optional<Submission> next(String html) {
    return reader.next(new Page(PAGE, 200, html), "ABCD-EFGH");
  }
}

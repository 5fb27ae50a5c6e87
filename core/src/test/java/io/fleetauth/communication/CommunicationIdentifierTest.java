// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommunicationIdentifierTest {

  private static final String PIECES =
      "4:|8:|28:|acs|dod-acs|gcch-acs|spool|orgid|dod|gcch|:|_| |x";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          8:acs:r_u               | CommunicationUserIdentifier[id=8:acs:r_u]
          8:dod-acs:r_u           | CommunicationUserIdentifier[id=8:dod-acs:r_u]
          8:gcch-acs:r_u          | CommunicationUserIdentifier[id=8:gcch-acs:r_u]
          8:spool:r_u             | CommunicationUserIdentifier[id=8:spool:r_u]
          8:spool:r_t_u           | CommunicationUserIdentifier[id=8:spool:r_t_u]
          8:acs:r_t_u             | TeamsExtensionUserIdentifier[resourceId=r, tenantId=t, userId=u, cloud=PUBLIC]
          8:dod-acs:r_t_u         | TeamsExtensionUserIdentifier[resourceId=r, tenantId=t, userId=u, cloud=DOD]
          8:gcch-acs:r_t_u        | TeamsExtensionUserIdentifier[resourceId=r, tenantId=t, userId=u, cloud=GCCH]
          8:acs:r__u              | CommunicationUserIdentifier[id=8:acs:r__u]
          8:acs:r_t_u_x           | CommunicationUserIdentifier[id=8:acs:r_t_u_x]
          8:orgid:o               | MicrosoftTeamsUserIdentifier[userId=o, anonymous=false, cloud=PUBLIC]
          8:dod:o                 | MicrosoftTeamsUserIdentifier[userId=o, anonymous=false, cloud=DOD]
          8:gcch:o                | MicrosoftTeamsUserIdentifier[userId=o, anonymous=false, cloud=GCCH]
          8:teamsvisitor:v        | MicrosoftTeamsUserIdentifier[userId=v, anonymous=true, cloud=PUBLIC]
          28:orgid:a              | MicrosoftTeamsAppIdentifier[appId=a, cloud=PUBLIC]
          28:dod:a                | MicrosoftTeamsAppIdentifier[appId=a, cloud=DOD]
          28:gcch:a               | MicrosoftTeamsAppIdentifier[appId=a, cloud=GCCH]
          4:+15551234567          | PhoneNumberIdentifier[phoneNumber=+15551234567]
          4:anonymous             | PhoneNumberIdentifier[phoneNumber=anonymous]
          4:a:b:c                 | PhoneNumberIdentifier[phoneNumber=a:b:c]
          4:                      | UnknownIdentifier[id=4:]
          8:acs:                  | UnknownIdentifier[id=8:acs:]
          8:acs:a:b               | UnknownIdentifier[id=8:acs:a:b]
          8:other:o               | UnknownIdentifier[id=8:other:o]
          28:acs:a                | UnknownIdentifier[id=28:acs:a]
          28:teamsvisitor:a       | UnknownIdentifier[id=28:teamsvisitor:a]
          48:orgid:o              | UnknownIdentifier[id=48:orgid:o]
          somebody                | UnknownIdentifier[id=somebody]
          """)
  void isReadFromItsRawId(String rawId, String expected) {
    CommunicationIdentifier read = CommunicationIdentifier.parse(rawId);

    assertThat(read).hasToString(expected);
    assertThat(read.rawId()).isEqualTo(rawId);
  }

  @Test
  void anyRawIdComesOutAsItWentIn() {
    var random = new Random(7);
    String[] pieces = PIECES.split("\\|");
    for (int round = 0; round < 20_000; round++) {
      var rawId = new StringBuilder("8");
      for (int i = random.nextInt(6); i >= 0; i--) {
        rawId.append(pieces[random.nextInt(pieces.length)]);
      }
      String id = rawId.substring(random.nextInt(2));
      if (!id.isBlank()) {
        assertThat(CommunicationIdentifier.parse(id).rawId()).isEqualTo(id);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          +15551234567        | false | none
          +15551234567_123    | false | 123
          +15551234567_a_b    | false | b
          +15551234567_       | false | none
          anonymous           | true  | none
          """)
  void phoneTellsWhatItIs(String number, boolean anonymous, String assertedId) {
    var phone = new PhoneNumberIdentifier(number);

    assertThat(phone.isAnonymous()).isEqualTo(anonymous);
    assertThat(phone.assertedId()).isEqualTo(assertedId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void blankRawIdIsRefused(String rawId) {
    assertThatThrownBy(() -> CommunicationIdentifier.parse(rawId))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rawId must not be blank");
    assertThatThrownBy(() -> new CommunicationUserIdentifier(rawId))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id must not be blank");
  }

  @Test
  void partsThatWouldReadOtherwiseAreRefused() {
    CommunicationCloud cloud = CommunicationCloud.PUBLIC;
    assertThatThrownBy(() -> MicrosoftTeamsUserIdentifier.of("a:b"))
        .hasMessage("userId must not be blank nor have a colon");
    assertThatThrownBy(() -> new MicrosoftTeamsAppIdentifier("", cloud))
        .hasMessage("appId must not be blank nor have a colon");
    assertThatThrownBy(() -> new TeamsExtensionUserIdentifier("r", "t_t", "u", cloud))
        .hasMessage("tenantId must not have an underscore");
    assertThatThrownBy(() -> new MicrosoftTeamsUserIdentifier("v", true, CommunicationCloud.GCCH))
        .hasMessage("cloud of an anonymous user must be PUBLIC");
  }
}

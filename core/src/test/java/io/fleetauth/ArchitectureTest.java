// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** The walls of the module: who may know whom, and what nobody may call. */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fleetauth");

  private static final String[] JDK = {"java..", "javax..", "org.jspecify.."};

  @Test
  void oauthKnowsNobody() {
    only("io.fleetauth.oauth..");
  }

  @Test
  void endpointKnowsOauth() {
    only("io.fleetauth.endpoint..", "io.fleetauth.oauth..", "reactor.core..");
  }

  @Test
  void timeKnowsReactor() {
    only("io.fleetauth.time..", "reactor..", "org.reactivestreams..", "org.slf4j..");
  }

  @Test
  void deviceKnowsEndpointAndOauth() {
    notTo("io.fleetauth.device..", "session", "signin", "token", "http", "store");
  }

  @Test
  void sessionKnowsOauth() {
    notTo("io.fleetauth.session..", "endpoint", "device", "signin", "token", "http", "store");
  }

  @Test
  void signinDoesNotKnowTokensHttpNorStores() {
    notTo("io.fleetauth.signin..", "token", "http", "store");
  }

  @Test
  void tokenDoesNotKnowDeviceFlowHttpNorStores() {
    notTo("io.fleetauth.token..", "device", "signin", "http", "store");
  }

  @Test
  void httpKnowsEndpointAndOauth() {
    notTo("io.fleetauth.http..", "session", "device", "signin", "token", "store");
  }

  @Test
  void credentialKnowsOauthEndpointHttpAndTokens() {
    notTo("io.fleetauth.credential..", "session", "device", "signin", "store");
  }

  @Test
  void mixedRealityKnowsCredentialsHttpAndTokens() {
    notTo("io.fleetauth.mixedreality..", "endpoint", "session", "device", "signin", "store");
  }

  @Test
  void nobodyBelowKnowsMixedReality() {
    for (String room : List.of("oauth", "endpoint", "http", "token", "credential", "device")) {
      notTo("io.fleetauth." + room + "..", "mixedreality");
    }
  }

  @Test
  void nobodyBelowKnowsCredentials() {
    for (String room : List.of("oauth", "endpoint", "http", "token", "session", "device")) {
      notTo("io.fleetauth." + room + "..", "credential");
    }
  }

  @Test
  void communicationKnowsOauthHttpCredentialsAndTokens() {
    notTo("io.fleetauth.communication..", "session", "endpoint", "device", "signin", "store");
  }

  @Test
  void nobodyKnowsCommunication() {
    for (String room : List.of("oauth", "endpoint", "http", "token", "credential", "session")) {
      notTo("io.fleetauth." + room + "..", "communication");
    }
  }

  @Test
  void storeKnowsSession() {
    notTo("io.fleetauth.store..", "endpoint", "device", "signin", "token", "http");
  }

  @Test
  void nobodyKnowsTheFacade() {
    noClasses()
        .that()
        .resideInAPackage("io.fleetauth.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fleetauth")
        .check(MAIN);
  }

  @Test
  void noCycles() {
    slices().matching("io.fleetauth.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void nettyOnlyInHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.fleetauth.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "reactor.netty..")
        .check(MAIN);
  }

  @Test
  void postgresDriverOnlyInItsStore() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.fleetauth.store.postgres..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.r2dbc..", "reactor.pool..", "io.fleetauth.store.postgres..")
        .check(MAIN);
  }

  @Test
  void jacksonOnlyInHttpAndWhereRecordsAreStored() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.fleetauth.http..", "io.fleetauth.session..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
        .check(MAIN);
  }

  @Test
  void caffeineOnlyInToken() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.fleetauth.token..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.github.benmanes.caffeine..")
        .check(MAIN);
  }

  /**
   * R2: subscribing is the privilege of the façade, which starts the drivers; the publisher of the
   * hot path and that of a call hand their subscriber on, tokens without a façade above them renew
   * themselves, and a store with a server has work of its own.
   */
  @Test
  void nobodyBlocksNorSubscribes() {
    noClasses()
        .that(
            new OutsideOf(
                Set.of(
                    "FleetAuth",
                    "Engine",
                    "TimerWheel",
                    "HotToken",
                    "RenewedTokens",
                    "ServiceCall",
                    "GroupWriter",
                    "NodeLink")))
        .should()
        .callMethodWhere(
            onPublisher("subscribe").or(onPublisher("block")).or(onPublisher("blockFirst")))
        .check(MAIN);
  }

  /** R2, R3: time comes in through the builder. */
  @Test
  void nobodyReadsTheSystemClockNorSleeps() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(MAIN);
  }

  @Test
  void noMutableStatics() {
    fields().that().areStatic().should().beFinal().check(MAIN);
  }

  @Test
  void noDrawers() {
    classes()
        .should()
        .haveNameNotMatching(".*(Utils?|Helper|Manager|Impl)$")
        .andShould()
        .haveNameNotMatching(".*\\.Abstract[^.]*$")
        .check(MAIN);
  }

  private static void only(String from, String... to) {
    String[] allowed = new String[JDK.length + to.length + 1];
    System.arraycopy(JDK, 0, allowed, 0, JDK.length);
    System.arraycopy(to, 0, allowed, JDK.length, to.length);
    allowed[allowed.length - 1] = from;
    classes()
        .that()
        .resideInAPackage(from)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(MAIN);
  }

  private static void notTo(String from, String... rooms) {
    for (String room : rooms) {
      noClasses()
          .that()
          .resideInAPackage(from)
          .should()
          .dependOnClassesThat(resideInAPackage("io.fleetauth." + room + ".."))
          .check(MAIN);
    }
  }

  private static DescribedPredicate<JavaMethodCall> onPublisher(String method) {
    return describe(
        "calls " + method + " of a publisher",
        call -> {
          AccessTarget.MethodCallTarget target = call.getTarget();
          return target.getName().equals(method)
              && assignableTo(Publisher.class).test(target.getOwner());
        });
  }

  /** Leaves out the named top-level classes and what is nested in them. */
  private static final class OutsideOf
      extends DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> {

    private final Set<String> names;

    OutsideOf(Set<String> names) {
      super("are not " + names);
      this.names = names;
    }

    @Override
    public boolean test(com.tngtech.archunit.core.domain.JavaClass candidate) {
      String name = candidate.getName();
      String simple = name.substring(name.lastIndexOf('.') + 1);
      int nested = simple.indexOf('$');
      return !names.contains(nested < 0 ? simple : simple.substring(0, nested))
          && !candidate.getModifiers().contains(JavaModifier.SYNTHETIC);
    }
  }
}

// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls of the server. */
class ServerArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fleetauth.server");

  @Test
  void replyKnowsNobodyInTheServer() {
    notTo("reply", "gateway", "admin", "authority", "config", "cli", "tls");
  }

  @Test
  void gatewayAndAuthorityAreStrangers() {
    notTo("gateway", "authority", "admin", "config", "cli", "tls");
    notTo("authority", "gateway", "admin", "config", "cli", "tls");
  }

  @Test
  void assertionsKnowNobodyInTheServer() {
    noClasses()
        .that()
        .resideInAPackage("io.fleetauth.server.authority.assertion..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.fleetauth.server..")
                .and(not(resideInAPackage("io.fleetauth.server.authority.assertion.."))))
        .check(MAIN);
  }

  @Test
  void adminKnowsTheGateway() {
    notTo("admin", "authority", "config", "cli", "tls");
  }

  @Test
  void servicesOfTheAuthorityAreStrangersToItAndToEachOther() {
    notTo("authority.mixedreality", "authority.communication");
    notTo("authority.communication", "authority.mixedreality");
    notTo("authority.service", "authority.mixedreality", "authority.communication");
    noClasses()
        .that()
        .resideInAnyPackage("io.fleetauth.server.authority.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fleetauth.server.authority")
        .check(MAIN);
  }

  @Test
  void nobodyKnowsTheCommandLineButTheEntryPoint() {
    noClasses()
        .that()
        .resideInAnyPackage("io.fleetauth.server.*..")
        .and()
        .resideOutsideOfPackage("io.fleetauth.server.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fleetauth.server.cli..")
        .check(MAIN);
  }

  @Test
  void noMutableStatics() {
    fields().that().areStatic().should().beFinal().check(MAIN);
  }

  @Test
  void noDrawers() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helper|Manager|Impl)$")
        .orShould()
        .haveNameMatching(".*\\.Abstract[^.]*$")
        .check(MAIN);
  }

  private static void notTo(String from, String... rooms) {
    for (String room : rooms) {
      noClasses()
          .that()
          .resideInAPackage("io.fleetauth.server." + from + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fleetauth.server." + room + "..")
          .check(MAIN);
    }
  }
}

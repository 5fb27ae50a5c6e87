// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A person's phone: a headless Chromium of this machine, with the pages kept as pictures. */
final class Chromium implements AutoCloseable {

  private static final Dimension PHONE = new Dimension(412, 915);

  private final ChromeDriver driver;
  private final Path pictures;

  private Chromium(ChromeDriver driver, Path pictures) {
    this.driver = driver;
    this.pictures = pictures;
  }

  /** Starts it; skips the test where there is none, but not in CI, which installs one. */
  static Chromium start() throws IOException {
    Optional<File> browser = onPath("chromium");
    Optional<File> chromedriver = onPath("chromedriver");
    boolean there = browser.isPresent() && chromedriver.isPresent();
    if (System.getenv("CI") != null) {
      assertThat(there).as("chromium and chromedriver are installed in CI").isTrue();
    }
    assumeTrue(there, "skipped: no chromium and chromedriver on the PATH");
    var options = new ChromeOptions();
    options.setBinary(browser.get());
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    var service =
        new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.get()).build();
    var driver = new ChromeDriver(service, options);
    driver.manage().window().setSize(PHONE);
    return new Chromium(driver, Files.createDirectories(Path.of("target", "screenshots")));
  }

  void open(String address) {
    driver.get(address);
  }

  void type(String input, String text) {
    WebElement element = wait(By.name(input));
    element.clear();
    element.sendKeys(text);
  }

  void press(By button) {
    wait(button).click();
  }

  String text() {
    return wait(By.tagName("main")).getText();
  }

  WebElement wait(By what) {
    return new WebDriverWait(driver, Duration.ofSeconds(10))
        .until(ExpectedConditions.visibilityOfElementLocated(what));
  }

  void waitUntilGone(By what) {
    new WebDriverWait(driver, Duration.ofSeconds(10))
        .until(ExpectedConditions.invisibilityOfElementLocated(what));
  }

  /** Keeps what is seen now as {@code target/screenshots/<name>.png}. */
  void picture(String name) throws IOException {
    Files.write(pictures.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }

  private static Optional<File> onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> new File(folder, name))
        .filter(File::canExecute)
        .findFirst();
  }
}

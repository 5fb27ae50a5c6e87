// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingReaderTest {

  private static final String TEST_PROXY =
      """
      {"Entries":[{"RequestUri":"https://a.example/x?y=1","RequestMethod":"PUT",
        "RequestHeaders":{"Accept":"application/json","User-Agent":["one","two"]},
        "RequestBody":{"b":1,"a":["s"]},"StatusCode":201,
        "ResponseHeaders":{"Content-Length":"9","MS-CV":"cv","Set-Cookie":["c=1","d=2"]},
        "ResponseBody":{"token":"Sanitized"}},
       {"RequestUri":"https://a.example/z","RequestMethod":"POST","RequestHeaders":{},
        "RequestBody":"a=b","StatusCode":204,"ResponseHeaders":{},"ResponseBody":null}],
       "Variables":{}}""";

  private static final String JAVA =
      """
      {"networkCallRecords":[{"Method":"GET","Uri":"https://a.example/x","Headers":{"B":"c"},
        "Response":{"MS-CV":"cv","StatusCode":"400","Body":"{\\"error\\":{}}"},
        "Exception":null}],"variables":[]}""";

  private static final String NOCK =
      """
      let nock = require('nock');

      nock('https://a.example:443', {"encodedQueryParams":true})
        .get('/x')
        .query(true)
        .reply(200, {"y":[1]}, [
        'Set-Cookie',
        'c=1',
        'Set-Cookie',
        'd=2',
        'Content-Length',
        '9'
      ]);

      nock('https://a.example:443', {"encodedQueryParams":true})
        .post('/z', "a=b&c=d')
        .reply(400, {"error":"no"}, [
        'MS-CV',
        'cv'
      ]);
      """;

  @TempDir Path dir;

  @Test
  void readsTheTestProxysFormat() throws Exception {
    List<Recorded> operations = read("a.json", TEST_PROXY);

    Recorded put = operations.get(0);
    assertThat(put).hasToString("PUT https://a.example/x?y=1 -> 201");
    assertThat(put.headers())
        .isEqualTo(Map.of("accept", "application/json", "user-agent", "one two"));
    assertThat(put.body()).isEqualTo("{\"b\":1,\"a\":[\"s\"]}");
    assertThat(put.answer().headers())
        .isEqualTo(Map.of("ms-cv", List.of("cv"), "set-cookie", List.of("c=1", "d=2")));
    assertThat(put.answer().body()).isEqualTo("{\"token\":\"Sanitized\"}");
    assertThat(operations.get(1).body()).isEqualTo("a=b");
    assertThat(operations.get(1).answer().body()).isEmpty();
  }

  @Test
  void readsTheOlderFormatOfJava() throws Exception {
    Recorded get = read("a.json", JAVA).get(0);

    assertThat(get).hasToString("GET https://a.example/x -> 400");
    assertThat(get.headers()).isEqualTo(Map.of("b", "c"));
    assertThat(get.answer().headers()).isEqualTo(Map.of("ms-cv", List.of("cv")));
    assertThat(get.answer().body()).isEqualTo("{\"error\":{}}");
  }

  @Test
  void readsNock() throws Exception {
    List<Recorded> operations = read("a.js", NOCK);

    assertThat(operations.get(0)).hasToString("GET https://a.example/x -> 200");
    assertThat(operations.get(0).answer().body()).isEqualTo("{\"y\":[1]}");
    assertThat(operations.get(0).answer().headers())
        .isEqualTo(Map.of("set-cookie", List.of("c=1", "d=2")));
    assertThat(operations.get(1)).hasToString("POST https://a.example/z -> 400");
    assertThat(operations.get(1).body()).isEqualTo("a=b&c=d");
    assertThat(operations.get(1).answer().header("ms-cv")).isEqualTo("cv");
  }

  @ParameterizedTest
  @CsvSource({"a.json, {}", "a.js, 'nock(x)\nnock('"})
  void refusesWhatItDoesNotUnderstand(String name, String text) {
    assertThatThrownBy(() -> read(name, text)).isInstanceOf(AssertionError.class);
  }

  @Test
  void findsTheFolderBesideTheRepository() throws Exception {
    Path folder = Files.createDirectories(dir.resolve(Recordings.BESIDE));
    Path module = Files.createDirectories(dir.resolve("repository/core"));

    assertThat(Recordings.folder(null, module)).isEqualTo(folder);
    assertThat(Recordings.folder("told", module)).isEqualTo(Path.of("told"));
    Files.delete(folder);
    assertThat(Recordings.folder(null, module)).isNotEqualTo(folder);
  }

  private List<Recorded> read(String name, String text) throws Exception {
    return RecordingReader.read(Files.writeString(dir.resolve(name), text)).operations();
  }
}

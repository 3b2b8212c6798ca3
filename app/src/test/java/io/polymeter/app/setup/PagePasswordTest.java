package io.polymeter.app.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.config.Configuration;
import io.polymeter.config.SecretFile;
import io.polymeter.config.yaml.FileEdit;
import io.polymeter.http.HttpError;
import io.polymeter.http.WebRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page's password and address.
class PagePasswordTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path state;

    private static FileEdit file(String yaml) {
        return FileEdit.of(yaml.getBytes(StandardCharsets.UTF_8), Configuration.ORDER);
    }

    private static String text(FileEdit file) {
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theHashIsASecretAndTheFileNamesIt() throws IOException {
        FileEdit file = file("http: { listen: \"127.0.0.1:8080\" }\n");
        PagePassword.set(file, state, "moonlight", Map.of());
        assertThat(text(file)).contains("${POLYMETER_PASSWORD}").doesNotContain("moonlight");
        Map<String, String> secrets = SecretFile.in(state).read();
        assertThat(secrets).containsOnlyKeys("POLYMETER_PASSWORD");
        assertThat(secrets.toString()).doesNotContain("moonlight");
    }

    @Test
    void aNameThatTheFileHasIsUsedAgainAndOneOfTheEnvironmentIsNot() throws IOException {
        FileEdit named = file("http: { password: \"${MINE}\" }\n");
        PagePassword.set(named, state, "one", Map.of());
        assertThat(text(named)).isEqualTo("http: { password: \"${MINE}\" }\n");
        FileEdit taken = file("http: { password: \"${MINE}\" }\n");
        PagePassword.set(taken, state, "two", Map.of("MINE", "x", "POLYMETER_PASSWORD", "y"));
        assertThat(text(taken)).contains("${POLYMETER_PAGE_PASSWORD}");
        Map<String, String> all = Map.of("POLYMETER_PASSWORD", "y", "POLYMETER_PAGE_PASSWORD", "z");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PagePassword.set(file("meters: {}\n"), state, "three", all))
                .withMessageContaining("change POLYMETER_PASSWORD there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"password\":\"\"}", "{\"password\":\"  \"}", "{\"password\":1}", "["})
    void aPasswordThatIsNoneIsRefused(String body) {
        WebRequest call = new WebRequest(
                Map.of(), Map.of(), Map.of(), InetAddress.getLoopbackAddress(), body.getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(HttpError.class).isThrownBy(() -> PagePassword.of(call));
    }

    @Test
    void anAddressIsShownAsOthersCallIt() throws Exception {
        assertThat(LocalAddress.url(new InetSocketAddress("192.0.2.7", 8080))).isEqualTo("http://192.0.2.7:8080/");
        byte[] six = new byte[16];
        six[15] = 1;
        assertThat(LocalAddress.url(new InetSocketAddress(InetAddress.getByAddress(six), 80)))
                .isEqualTo("http://[0:0:0:0:0:0:0:1]:80/");
        assertThat(LocalAddress.url(new InetSocketAddress("0.0.0.0", 8080))).doesNotContain("0.0.0.0");
    }
}

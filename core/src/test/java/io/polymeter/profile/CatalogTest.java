package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {

    private static final Path PROFILES = Path.of("../profiles");

    private final Catalog catalog = Catalog.builtIn();
    private final Problems problems = new Problems("polymeter.yaml");

    @Test
    void everyProfileIsInTheIndexUnderItsOwnIdAndWithoutAnError() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(PROFILES)) {
            files = all.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.equals(PROFILES.resolve("sunspec/auto.yaml")))
                    .filter(file -> !file.startsWith(PROFILES.resolve("consumers")))
                    .filter(file -> !file.startsWith(PROFILES.resolve("regulation")))
                    .toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            Problems found = new Problems(file.toString());
            Profile profile = ProfileLoader.read(file, found);
            assertThat(found.sorted()).isEmpty();
            assertThat(profile).isNotNull().isEqualTo(catalog.find(profile.id()).orElseThrow());
        }
        assertThat(catalog.ids()).hasSize(files.size());
        assertThat(catalog.ids())
                .allSatisfy(
                        id -> assertThat(catalog.find(id).orElseThrow().id()).isEqualTo(id));
    }

    @Test
    void aProfileOfTheUsersOwnIsFoundByItsNameBesideTheConfiguration(@TempDir Path directory) throws IOException {
        Path own = Files.createDirectory(directory.resolve("profiles"));
        String text = Files.readString(PROFILES.resolve("kostal/ksem.yaml"));
        Files.writeString(own.resolve("my-meter.yaml"), text.replace("id: kostal-ksem", "id: my-meter"));
        Profile found = catalog.resolve("my-meter", directory, problems, "meters.grid.profile");
        assertThat(problems.sorted()).isEmpty();
        assertThat(found).isNotNull();
        assertThat(found.id()).isEqualTo("my-meter");

        assertThat(catalog.resolve("my-metre", directory, problems, "a")).isNull();
        Files.writeString(own.resolve("broken.yaml"), text.replace("id: kostal-ksem", "id: broken\nidd: 1"));
        assertThat(catalog.resolve("broken", directory, problems, "b")).isNull();
        Files.writeString(own.resolve("kostal-ksem.yaml"), text);
        assertThat(catalog.resolve("kostal-ksem", directory, problems, "c")).isNull();
        assertThat(catalog.resolve("../profiles/my-meter", directory, problems, "d"))
                .isNull();
        assertThat(problems.sorted())
                .extracting(Problem::toString)
                .anyMatch(line -> line.contains("'my-metre'") && line.contains("did you mean 'my-meter'?"))
                .anyMatch(line -> line.matches(".*/profiles/broken\\.yaml:[0-9]+:1: idd: unknown key.*"))
                .anyMatch(line -> line.contains("profiles/kostal-ksem.yaml has the name of a built-in profile"));
    }

    @Test
    void everyProfileHasAGoldenDump() throws IOException {
        for (FacesGoldenTest.Entry entry : FacesGoldenTest.entries()) {
            assertThat(PROFILES.resolve(entry.file().replace(".yaml", ".golden")))
                    .as(entry.id())
                    .isRegularFile();
        }
    }

    @Test
    void theMeterFromKostalIsSpokenToAsItsDocumentSays() {
        Profile ksem = catalog.find("kostal-ksem").orElseThrow();
        assertThat(ksem.wire().serial()).isEqualTo(new Profile.SerialDefaults(38400, "none", 2));
        assertThat(ksem.wire().pushUnits()).containsExactlyInAnyOrder(1, 255);
        assertThat(ksem.group("live").orElseThrow().freshFor()).hasSeconds(2);
        assertThat(ksem.group("live").orElseThrow().pushed()).isTrue();
        assertThat(ksem.group("energy").orElseThrow().pushed()).isFalse();
        assertThat(ksem.spans())
                .extracting(span -> span.range().toString())
                .startsWith("0-145", "146-147", "512-791", "8192-8248");
        assertThat(ksem.rows())
                .filteredOn(row -> row.access() == Row.Access.WRITE_TLS)
                .hasSize(3);
        assertThat(ksem.rows()).noneMatch(row -> row.access() == Row.Access.WRITE);
    }

    @Test
    void whatIsFoundOutMayHaveAnyRegisterUntilThen() {
        Profile auto = catalog.auto();
        assertThat(auto.id()).isEqualTo("auto");
        assertThat(catalog.find("auto")).isEmpty();
        assertThat(auto.sunspec()).isNotNull();
        assertThat(auto.sunspec().bases()).containsExactly(40000, 50000, 0);
        assertThat(auto.sunspec().others()).isFalse();
        assertThat(auto.spans()).isEmpty();
        assertThat(auto.undiscovered().spanAt(0)).isPresent();
        assertThat(auto.undiscovered().spanAt(65535)).isPresent();
    }

    @Test
    void theMetersThatTellWhatTheyAreAreKnownByIt() {
        assertThat(catalog.certain())
                .isSubsetOf(catalog.probed())
                .extracting(Probed::id)
                .contains("abb-b21-b23-b24-a43-a44", "carlo-gavazzi-em111-em112-et112", "carlo-gavazzi-em24")
                .contains("carlo-gavazzi-em24-ethernet", "hager-ecr380d", "huawei-sun2000", "kostal-ksem")
                .contains("socomec-diris-b30", "solaredge-se-mtr-3y-wattnode", "sungrow-dtsu666-20-s100")
                .doesNotContain("eastron-sdm630", "inepro-pro380-pro1");
        Profile ksem = catalog.find("kostal-ksem").orElseThrow();
        assertThat(java.util.Objects.requireNonNull(ksem.probes().getFirst().row())
                        .name())
                .isEqualTo("VendorName");
        assertThat(ksem.probes().getFirst().texts()).containsExactly("KOSTAL");
    }

    @Test
    void theIndexSaysByWhatEachDeviceIsTold() throws IOException {
        for (String line : Files.readAllLines(PROFILES.resolve("index"))) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ", -1);
                Profile profile = catalog.find(words[0]).orElseThrow();
                String registers =
                        profile.isCertain() ? "certain" : profile.probes().isEmpty() ? "none" : "likely";
                String told = profile.documents().isEmpty() ? registers : "documents";
                assertThat(line).isEqualTo(words[0] + " " + words[1] + " " + told);
            }
        }
    }

    @Test
    void everyPartIsAProfileWithARoleOfItsOwn() {
        List<Profile> whole = catalog.ids().stream()
                .map(id -> catalog.find(id).orElseThrow())
                .filter(profile -> !profile.about().parts().isEmpty())
                .toList();
        assertThat(whole).isNotEmpty();
        for (Profile profile : whole) {
            for (String id : profile.about().parts()) {
                Profile part = catalog.find(id).orElseThrow();
                assertThat(part.about().role())
                        .as(id)
                        .isNotNull()
                        .isNotEqualTo(profile.about().role());
                assertThat(part.about().parts()).as(id).isEmpty();
                assertThat(part.probes()).as("found with %s", profile.id()).isEmpty();
                assertThat(part.wire().unit()).as(id).isEqualTo(profile.wire().unit());
                assertThat(part.wire().functions())
                        .as(id)
                        .isEqualTo(profile.wire().functions());
            }
        }
    }

    @Test
    void whatProducesSleepsByNature() {
        assertThat(catalog.find("sungrow-sg-string").orElseThrow().sleeps()).isTrue();
        assertThat(catalog.find("sungrow-sg-string-grid").orElseThrow().sleeps())
                .isFalse();
        assertThat(catalog.find("huawei-sun2000-battery").orElseThrow().sleeps())
                .isFalse();
        assertThat(catalog.find("kaco-blueplanet").orElseThrow().sleeps()).isTrue();
    }

    @Test
    void everyProfileSaysWhereItIsFromAndHowWellFoundedItIs() {
        for (String id : catalog.ids()) {
            DeviceDescription about = catalog.find(id).orElseThrow().about();
            assertThat(about.maker()).as(id).isNotBlank();
            assertThat(about.sources()).as(id).isNotEmpty();
            assertThat(about.confidence()).as(id).isNotNull();
        }
    }

    @Test
    void aPartOfADeviceIsAProfileThatThereIs(@TempDir Path directory) throws IOException {
        Path own = Files.createDirectory(directory.resolve("profiles"));
        String text = Files.readString(PROFILES.resolve("kostal/ksem.yaml"));
        String hybrid = text.replace("id: kostal-ksem", "id: hybrid\nparts: [hybrid-battery]");
        Files.writeString(own.resolve("hybrid.yaml"), hybrid);
        assertThat(catalog.resolve("hybrid", directory, problems, "a")).isNull();
        assertThat(problems.sorted())
                .extracting(Problem::toString)
                .anyMatch(line ->
                        line.matches(".*/hybrid\\.yaml:[0-9]+:[0-9]+: parts: there is no profile 'hybrid-battery';.*"));
        Files.writeString(own.resolve("hybrid-battery.yaml"), text.replace("id: kostal-ksem", "id: hybrid-battery"));
        Files.writeString(own.resolve("hybrid.yaml"), hybrid + "\n");
        assertThat(catalog.resolve("hybrid", directory, problems, "a")).isNotNull();
    }

    @Test
    void aReferenceIsAnIdOrAFileBesideTheConfiguration(@TempDir Path directory) throws IOException {
        Files.copy(Path.of("../examples/pv-telemetry.yaml"), directory.resolve("pv.yaml"));
        assertThat(catalog.resolve("kostal-ksem", directory, problems, "meters.a.profile"))
                .isSameAs(catalog.find("kostal-ksem").orElseThrow());
        Profile own = catalog.resolve("./pv.yaml", directory, problems, "meters.b.profile");
        assertThat(problems.sorted()).isEmpty();
        assertThat(own).isNotNull();
        assertThat(own.id()).isEqualTo("pv-telemetry");
    }

    @Test
    void anUnknownProfileIsNamedWithTheNearestOne() {
        assertThat(catalog.resolve("kostal-kesm", Path.of(""), problems, "meters.a.profile"))
                .isNull();
        assertThat(problems.sorted())
                .extracting(Problem::message)
                .containsExactly("there is no profile 'kostal-kesm'; did you mean 'kostal-ksem'?");
    }

    @Test
    void theErrorsOfAUsersProfileAreReportedWithItsOwnLines(@TempDir Path directory) throws IOException {
        String text = Files.readString(PROFILES.resolve("kostal/ksem.yaml")).replace("count: 146", "count: 40");
        Files.writeString(directory.resolve("own.yaml"), text);
        assertThat(catalog.resolve("own.yaml", directory, problems, "meters.a.profile"))
                .isNull();
        String line = directory.resolve("own.yaml") + ":";
        assertThat(problems.sorted())
                .filteredOn(problem -> problem.toString().startsWith(line))
                .hasSizeGreaterThan(20);
        assertThat(problems.sorted()).extracting(Problem::message).contains("the profile own.yaml has errors");
    }

    @Test
    void aFileThatIsNotThereIsAnError(@TempDir Path directory) {
        assertThat(catalog.resolve("./gone.yaml", directory, problems, "meters.a.profile"))
                .isNull();
        assertThat(problems.sorted()).extracting(Problem::toString).anyMatch(text -> text.contains("gone.yaml"));
    }

    @Test
    void aUsersProfileMayNotTakeABuiltInName(@TempDir Path directory) throws IOException {
        Files.copy(PROFILES.resolve("kostal/ksem.yaml"), directory.resolve("own.yaml"));
        assertThat(catalog.resolve("own.yaml", directory, problems, "meters.a.profile"))
                .isNull();
        assertThat(problems.sorted())
                .extracting(Problem::message)
                .contains("'kostal-ksem' is the id of a built-in profile; choose another");
    }

    @Test
    void metersOfOneFileShareItsProfileUntilTheFileIsAnother(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("own.yaml");
        String text = Files.readString(PROFILES.resolve("kostal/ksem.yaml")).replace("id: kostal-ksem", "id: own");
        Files.writeString(file, text);
        Profile first = catalog.resolve("./own.yaml", directory, problems, "meters.a.profile");
        assertThat(catalog.resolve("./own.yaml", directory, problems, "meters.b.profile"))
                .isNotNull()
                .isSameAs(first);

        Files.writeString(file, text.replace("title: KOSTAL", "title: Another"));
        assertThat(catalog.resolve("./own.yaml", directory, problems, "meters.a.profile"))
                .isNotNull()
                .extracting(Profile::title)
                .asString()
                .startsWith("Another");
        Files.delete(file);
        assertThat(catalog.resolve("./own.yaml", directory, problems, "meters.a.profile"))
                .isNull();
        assertThat(problems.sorted()).isNotEmpty();
    }
}

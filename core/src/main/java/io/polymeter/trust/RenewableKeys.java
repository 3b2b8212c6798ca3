package io.polymeter.trust;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Keys that may be replaced while ports stay open: each handshake uses the present ones.
final class RenewableKeys extends X509ExtendedKeyManager {

    private final Supplier<X509ExtendedKeyManager> present;

    RenewableKeys(Supplier<X509ExtendedKeyManager> present) {
        this.present = present;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return present.get().getClientAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return present.get().chooseClientAlias(types, null, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return present.get().chooseEngineClientAlias(types, null, engine);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return present.get().getServerAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return present.get().chooseServerAlias(type, null, socket);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return present.get().chooseEngineServerAlias(type, null, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return present.get().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return present.get().getPrivateKey(alias);
    }
}

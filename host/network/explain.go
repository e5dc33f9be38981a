package network

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/driftsync/driftsync/host/fault"
)

// Explain returns the fault of a connection that trying again does not fix, with the
// setting that does; nil for an error that may pass. Host is that of the server.
func Explain(err error, host string) error {
	if f, ok := errors.AsType[*fault.Error](err); ok { // of the list of hosts
		return f
	}
	if message, hint := explain(err, host); message != "" {
		return fault.New(fault.SinkNetwork, message, hint, nil)
	}
	return nil
}

func explain(err error, host string) (message, hint string) {
	if p, ok := errors.AsType[*proxyError](err); ok {
		return explainProxy(p.status, host)
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok && d.IsNotFound {
		if AtProxy(err) {
			return "the name of the proxy is not known", "check HTTPS_PROXY, or list " + host + " in NO_PROXY"
		}
		return "the name " + host + " is not known",
			"check DRIFTSYNC_URL and your connection; a paused project has no name. Where only a proxy leads out, set HTTPS_PROXY"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return host + " answers without TLS", "check DRIFTSYNC_URL and HTTPS_PROXY"
	}
	return explainCertificate(err, host)
}

// NeedsLogin is the fault of a proxy that answers a request of its own, and not a
// connection, with 407.
func NeedsLogin(host string) error {
	message, hint := explainProxy(http.StatusProxyAuthRequired, host)
	return fault.New(fault.SinkNetwork, message, hint, nil)
}

func explainProxy(status int, host string) (message, hint string) {
	switch {
	case status == 0:
		return "the address of the proxy cannot be read", "set HTTPS_PROXY to http://HOST:PORT, or unset it"
	case status == http.StatusProxyAuthRequired:
		return "the proxy wants a login (407)",
			"put it into HTTPS_PROXY, as http://USER:PASSWORD@HOST:PORT, or list " + host + " in NO_PROXY"
	case status < 500:
		return fmt.Sprintf("the proxy does not let %s through (%d)", host, status),
			"ask those who run the proxy in HTTPS_PROXY to allow it, or list " + host + " in NO_PROXY"
	}
	return "", "" // it may reach the server later
}

func explainCertificate(err error, host string) (message, hint string) {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the certificate shown for " + host + " is that of another host", "check DRIFTSYNC_URL, and whether this network wants a login in the browser"
	}
	if c, ok := errors.AsType[x509.CertificateInvalidError](err); ok && c.Reason == x509.Expired {
		return "the certificate of " + host + " is not valid at this time", "check the clock of this machine"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate of " + host + " is of an authority that this machine does not know",
			"where a proxy looks into TLS, set SSL_CERT_FILE to a file with its authority; on macOS and Windows add it to the system's store"
	}
	return "", ""
}

// AtProxy reports whether the connection failed on its way to the proxy.
func AtProxy(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "proxyconnect"
}

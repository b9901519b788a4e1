package server_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger/server"
)

// inNamespace is set, to the path of the program, in the process that may mount
// file systems.
const inNamespace = "SERVERTEST_NAMESPACE"

// TestStartOnFullDisk starts a server on a disk that is full, and frees it. The
// test binary starts itself again in a user namespace, where it may mount a file
// system without being root.
func TestStartOnFullDisk(t *testing.T) {
	if path := os.Getenv(inNamespace); path != "" {
		program = func() (string, error) { return path, nil }
		startOnFullDisk(t)
		return
	}
	path, err := program()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestStartOnFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), inNamespace+"="+path)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) {
		t.Skipf("user namespaces are not allowed here: %v", err)
	}
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "--- SKIP") {
		t.Skip("mounting is not allowed here")
	}
}

func startOnFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("mounting is not allowed here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	create := &sdk.CreateInstanceInput{
		InstanceAlias: new("acme"), ClientToken: new("token"), IdentityManagementType: types.DirectoryTypeConnectManaged,
		InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	}
	p := serve(t, dir)
	created, err := newClient(t, p.url, dir).api.CreateInstance(t.Context(), create)
	must(t, err)
	p.kill() // what SQLite keeps beside its files stays: without room for that no server starts

	free := fill(t, dir)
	h := openHouse(t, server.Config{DataDir: dir})
	defer h.close()
	list, err := h.api.ListInstances(t.Context(), &sdk.ListInstancesInput{})
	must(t, err)
	if len(list.InstanceSummaryList) != 1 || *list.InstanceSummaryList[0].Id != *created.Id || *list.InstanceSummaryList[0].InstanceAlias != "acme" {
		t.Errorf("listed is %+v", list.InstanceSummaryList)
	}
	described, err := h.api.DescribeInstance(t.Context(), &sdk.DescribeInstanceInput{InstanceId: created.Id})
	must(t, err)
	if i := described.Instance; i.InstanceStatus != types.InstanceStatusActive || i.StatusReason == nil || !strings.Contains(*i.StatusReason.Message, "full") {
		t.Errorf("described is %+v", described.Instance)
	}
	again, err := h.api.CreateInstance(t.Context(), create)
	must(t, err)
	if *again.Id != *created.Id {
		t.Errorf("the same client token gave %s, want %s", *again.Id, *created.Id)
	}
	queues := &sdk.ListQueuesInput{InstanceId: created.Id}
	_, err = h.api.ListQueues(t.Context(), queues)
	if codeOf(err) != "InternalServiceException" || !strings.Contains(err.Error(), "full") {
		t.Errorf("reading gave %v", err)
	}

	free()
	patient := retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = 30, time.Second })
	if _, err := h.api.ListQueues(t.Context(), queues, func(o *sdk.Options) { o.Retryer = patient }); err != nil {
		t.Errorf("after the disk was freed reading gave %v", err)
	}
	described, err = h.api.DescribeInstance(t.Context(), &sdk.DescribeInstanceInput{InstanceId: created.Id})
	must(t, err)
	if described.Instance.StatusReason != nil {
		t.Errorf("described is %+v", described.Instance)
	}
}

// fill leaves no page of a disk free, and returns what gives them back.
func fill(t *testing.T, dir string) (free func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	f, err := os.Create(path)
	must(t, err)
	if _, err := io.Copy(f, zeros{}); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("filling the disk ended with %v", err)
	}
	must(t, f.Close())
	return func() { must(t, os.Remove(path)) }
}

// zeros reads as zeros without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

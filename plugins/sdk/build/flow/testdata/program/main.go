// Command program does what the flow of a function depends on: it parks goroutines in
// loops, grows stacks in the middle of calls, recovers from panics, and jumps into
// loops from several places. It prints what it computed.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

func main() {
	debug.SetGCPercent(10) // parks and stops often
	fmt.Println("channels", channels(300))
	fmt.Println("depth", depth(20_000, [16]int{3}))
	fmt.Println("recovered", recovered(7))
	for n := range 24 {
		fmt.Print(tangled(n, strings.Repeat("a,b;;c", n%5)), " ")
	}
	fmt.Println()
	fmt.Println("sorted", sorted(500))
	fmt.Println("floats", floats(2.5, 40))
	fmt.Println("frames", frames())
	a, p := wide(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	fmt.Println("wide", a, p == nil)
	fmt.Println("garbage", garbage(200))
	defer func() {
		fmt.Println("trapped:", recover())
		os.Exit(3)
	}()
	var missing *struct{ a, b int }
	fmt.Println(missing.b)
}

// channels passes numbers through goroutines that park inside loops.
func channels(n int) (sum int) {
	in, out, done := make(chan int), make(chan int), make(chan struct{})
	for worker := range 3 {
		go func() {
			for v := range in {
				if v%7 == worker {
					runtime.Gosched()
				}
				out <- depth(v, [16]int{worker})
			}
			done <- struct{}{}
		}()
	}
	go func() {
		for i := range n {
			in <- i
		}
		close(in)
	}()
	for ended := 0; ended < 3; {
		select {
		case v := <-out:
			sum = sum*31 + v&3
			sum += v
			sum &= 0xffffff
			sum ^= 0
		case <-done:
			ended++
		}
	}
	return min(sum, 1) // the order is the scheduler's
}

// depth needs a stack that grows while it is called.
func depth(n int, frame [16]int) int {
	if n == 0 {
		return frame[0]
	}
	frame[n%16] += n
	return depth(n-1, frame) + frame[(n+1)%16]&1
}

func recovered(n int) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r, " after ", n)
		}
	}()
	for i := n; ; i-- {
		defer func() { n += i }()
		if 100/i > 50 {
			var list []int
			list[i]++
		}
	}
}

// tangled has loops that are entered in their middle.
func tangled(n int, s string) int {
	i, sum := 0, 0
	if n&1 != 0 {
		goto middle
	}
top:
	for i < len(s) && s[i] != ';' {
		sum += int(s[i])
		i++
	}
middle:
	switch {
	case i >= len(s):
		return sum
	case s[i] == ';':
		sum = sum*3 + n
	case n > 12 && sum < 100:
		sum += 50
		n--
		goto middle
	}
	i++
	if sum%5 == 3 {
		goto middle
	}
	goto top
}

func sorted(n int) string {
	words := make(map[string]int)
	for i := range n {
		words[fmt.Sprintf("w%d", i*i%97)] += i
	}
	keys := make([]string, 0, len(words))
	for k := range words {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if d := words[a] - words[b]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return strings.Join(keys[:8], " ")
}

func floats(x float64, n int) float64 {
	total := 0.0
	for i := range n {
		if y := x / float64(i+1); y < 0.4 || y != y {
			total -= y * float64(float32(y))
			continue
		}
		total += x * float64(i)
	}
	return total
}

// frames is about return addresses: they name the functions that are active.
func frames() string {
	var pcs [8]uintptr
	n := runtime.Callers(1, pcs[:])
	all := runtime.CallersFrames(pcs[:n])
	var names []string
	for {
		f, more := all.Next()
		names = append(names, fmt.Sprintf("%s:%d", f.Function, f.Line))
		if !more {
			return strings.Join(names[:2], " ")
		}
	}
}

//go:noinline
func wide(a, b, c, d, e, f, g, h, i, j int) (int, *int) {
	on := [4]int{a, b, c, d} // its address is taken
	p := &on[(e+f)%4]
	*p += g * h
	bump(p, i)
	if *p > j {
		return *p - on[j%4], nil
	}
	return on[0], p
}

//go:noinline
func bump(p *int, by int) { *p += by }

type tree struct{ left, right *tree }

func grow(n int) *tree {
	if n == 0 {
		return nil
	}
	return &tree{grow(n - 1), grow(n - 1)}
}

func (t *tree) size() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.size() + t.right.size()
}

func garbage(n int) (sum int) {
	keep := grow(10)
	for i := range n {
		sum += grow(i % 9).size()
	}
	return sum + keep.size()
}

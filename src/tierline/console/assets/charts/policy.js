// Pictures of the policy desk, beside the tables that have the same figures: who moves from which tier to which, and
// how lines lie by the figure of their tiers. Colours come from the page's tokens.
import { drawn } from './drawn.js';

const charts = new WeakMap();

function tokens(element) {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

function flows(element) {
  const colour = tokens(element);
  const names = JSON.parse(element.dataset.names);
  const moves = JSON.parse(element.dataset.flows).filter((move) => move.lines > 0);
  const order = Object.keys(names);
  const nodes = ['from', 'to'].flatMap((side) =>
    order
      .filter((tier) => moves.some((move) => move[side] === tier))
      .map((tier) => ({
        name: `${side}:${tier}`,
        depth: side === 'from' ? 0 : 1,
        itemStyle: { color: colour('--ink') },
        label: { position: side === 'from' ? 'right' : 'left' },
      })),
  );
  return {
    textStyle: { fontFamily: getComputedStyle(element).fontFamily },
    tooltip: { trigger: 'item' },
    series: [
      {
        type: 'sankey',
        left: 8,
        right: 8,
        top: 8,
        bottom: 8,
        nodeWidth: 8,
        nodeGap: 16,
        layoutIterations: 0,
        draggable: false,
        emphasis: { focus: 'adjacency' },
        label: {
          color: colour('--ink'),
          fontSize: 12,
          textBorderColor: colour('--paper'),
          textBorderWidth: 3,
          formatter: ({ name }) => names[name.split(':')[1]],
        },
        tooltip: {
          formatter: ({ dataType, data, name, value }) =>
            dataType === 'edge'
              ? `${names[data.source.split(':')[1]]} → ${names[data.target.split(':')[1]]}: ${data.value.toLocaleString()}`
              : `${names[name.split(':')[1]]}: ${value.toLocaleString()}`,
        },
        data: nodes,
        links: moves.map((move) => ({
          source: `from:${move.from}`,
          target: `to:${move.to}`,
          value: move.lines,
          lineStyle: { color: colour(move.direction === 'down' ? '--dn-3' : '--up-3'), opacity: 0.8, curveness: 0.5 },
        })),
      },
    ],
  };
}

function distribution(element) {
  const colour = tokens(element);
  const bins = JSON.parse(element.dataset.bins);
  const floors = JSON.parse(element.dataset.floors);
  // Names of floors that lie near each other stand on two heights.
  const mark = (at, type, line, label, number) => ({
    xAxis: at,
    lineStyle: { type, color: line, width: type === 'solid' ? 2 : 1 },
    label: label
      ? {
          formatter: `${label}\n${at}`,
          color: colour('--ink'),
          position: 'end',
          fontSize: 12,
          distance: number % 2 ? 32 : 4,
        }
      : { show: false },
  });
  const axis = { axisLine: { lineStyle: { color: colour('--edge') } }, axisLabel: { color: colour('--ink-3') } };
  return {
    textStyle: { fontFamily: getComputedStyle(element).fontFamily },
    grid: { left: 8, right: 24, top: 72, bottom: 8, containLabel: true },
    xAxis: { type: 'value', splitLine: { show: false }, ...axis },
    yAxis: { type: 'value', splitLine: { lineStyle: { color: colour('--rule') } }, ...axis },
    series: [
      {
        type: 'line',
        step: 'end',
        showSymbol: false,
        silent: true,
        lineStyle: { color: colour('--edge'), width: 1 },
        areaStyle: { color: colour('--well-2'), opacity: 1 },
        data: bins,
        markLine: {
          symbol: 'none',
          silent: true,
          animation: false,
          data: floors.flatMap((one, number) => [
            ...(one.before === one.floor ? [] : [mark(one.before, 'dashed', colour('--edge'), '')]),
            mark(one.floor, 'solid', colour('--accent'), one.title, number),
          ]),
        },
      },
    ],
  };
}

function draw() {
  for (const element of document.querySelectorAll('[data-flows], [data-bins]')) {
    const option = element.dataset.flows ? flows(element) : distribution(element);
    const chart = charts.get(element);
    if (chart) {
      chart.setOption(option);
    } else {
      charts.set(element, drawn(element, option));
    }
  }
}

draw();
document.addEventListener('htmx:after:swap', draw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
